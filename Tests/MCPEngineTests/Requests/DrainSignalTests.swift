import MCPEngine
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DrainSignalTests {
  @Test func letsEverybodyGoOn() async {
    let signal = DrainSignal()
    #expect(!signal.isRaised)
    await withTaskGroup(of: Void.self) { group in
      for _ in 1...100 { group.addTask { await signal.wait() } }
      signal.raise()
      signal.raise()
      await group.waitForAll()
    }
    #expect(signal.isRaised)
    await signal.wait()
  }

  @Test func letsACancelledTaskGoOn() async {
    let signal = DrainSignal()
    await withTaskGroup(of: Void.self) { group in
      for _ in 1...100 { group.addTask { await signal.wait() } }
      group.cancelAll()
      await group.waitForAll()
    }
    #expect(!signal.isRaised)
  }
}
