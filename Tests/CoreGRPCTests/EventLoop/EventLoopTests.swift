import Testing

@testable import CoreGRPC

@Suite("An event loop")
struct EventLoopTests {
  @Test("runs the tasks that prefer it on its one thread")
  func oneThread() async throws {
    let loop = try EventLoop()
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<100 {
        group.addTask(executorPreference: loop) {
          let before = loop.isCurrent
          await Task.yield()
          return before && loop.isCurrent
        }
      }
      for await isOnLoop in group { #expect(isOnLoop) }
    }
    #expect(!loop.isCurrent)
    loop.stop()
    await loop.ended()
  }

  @Test("is woken by any thread and loses no job")
  func manyThreads() async throws {
    let loop = try EventLoop()
    let count = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var onLoop = 0
          for _ in 0..<500 where await withTaskExecutorPreference(loop, operation: { loop.isCurrent }) { onLoop += 1 }
          return onLoop
        }
      }
      return await group.reduce(0, +)
    }
    #expect(count == 4000)
    loop.stop()
    await loop.ended()
  }

  @Test("that has stopped still sees its tasks through, elsewhere")
  func stopped() async throws {
    let loop = try EventLoop()
    loop.stop()
    loop.stop()
    await loop.ended()
    let answer = await withTaskExecutorPreference(loop) {
      await Task.yield()
      return loop.isCurrent
    }
    #expect(!answer)
  }

  @Test("can be made and stopped again and again")
  func again() async throws {
    for _ in 0..<50 {
      let loop = try EventLoop()
      await withTaskExecutorPreference(loop) { #expect(loop.isCurrent) }
      loop.stop()
      await loop.ended()
    }
  }
}
