import Handoff
import Synchronization
import Testing

@Suite("Something that happens once")
struct GateTests {
  private final class Passed: Sendable {
    let count = Atomic(0)
  }

  @Test("lets everyone through who waits, and everyone who comes later, but nobody before")
  func opens() async {
    let gate = Gate()
    let through = Passed()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<100 {
        group.addTask {
          await gate.wait()
          through.count.add(1, ordering: .relaxed)
        }
      }
      for _ in 0..<100 { await Task.yield() }
      #expect(through.count.load(ordering: .relaxed) == 0)
      gate.open()
      gate.open()
    }
    await gate.wait()
    #expect(through.count.load(ordering: .relaxed) == 100)
  }
}
