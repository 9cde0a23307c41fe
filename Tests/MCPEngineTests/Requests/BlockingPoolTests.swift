import JSON
import MCPModel
import Synchronization
import TestSupport
import Testing

@testable import MCPEngine

@Suite(.timeLimit(.minutes(10))) struct BlockingPoolTests {
  /// Work that waits at a gate, and counts how much of it runs at the same time.
  private final class Work: Sendable {
    let gate = BlockingGate()
    let started = Inbox<Int>()
    private let running = Mutex((now: 0, most: 0))

    var mostAtOnce: Int { running.withLock { $0.most } }

    func run(_ number: Int) -> Int {
      running.withLock { running in
        running.now += 1
        running.most = max(running.most, running.now)
      }
      started.put(number)
      gate.wait()
      running.withLock { $0.now -= 1 }
      return number
    }
  }

  @Test func runsAsMuchAtOnceAsItMayAndNoMore() async throws {
    let pool = BlockingPool(maxConcurrent: 16, maxWaiting: 100)
    let work = Work()
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<50 { group.addTask { try await pool.run { work.run(number) } } }
      for _ in 0..<16 { _ = await work.started.take() }
      work.gate.open()
      var done: Set<Int> = []
      for try await number in group { done.insert(number) }
      #expect(done == Set(0..<50))
    }
    #expect(work.mostAtOnce == 16)
    #expect(pool.queueDepth == 0)
  }

  @Test func givesBackWhatTheWorkGivesOrThrows() async throws {
    struct Broken: Error {}
    let pool = BlockingPool(maxConcurrent: 1, maxWaiting: 1)
    #expect(try await pool.run { 7 } == 7)
    await #expect(throws: Broken.self) { try await pool.run { throw Broken() } }
    #expect(try await pool.run { 8 } == 8, "a failure leaves the pool as it was")
  }

  @Test func refusesWorkBeyondItsQueue() async throws {
    let pool = BlockingPool(maxConcurrent: 1, maxWaiting: 2)
    let work = Work()
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask { try await pool.run { work.run(0) } }
      _ = await work.started.take()
      // Of three that come while one runs, two wait, whichever they are.
      let refused = Inbox<MCPError>()
      for number in 1...3 {
        group.addTask {
          do {
            return try await pool.run { work.run(number) }
          } catch let error as MCPError {
            refused.put(error)
            return -1
          }
        }
      }
      let error = try #require(await refused.take())
      #expect(error.code == .internalError && error.data == ["reason": "overloaded"])
      #expect(pool.queueDepth == 2)
      work.gate.open()
      var results: [Int] = []
      for try await result in group { results.append(result) }
      #expect(results.count == 4 && results.filter { $0 == -1 }.count == 1)
    }
    #expect(pool.queueDepth == 0)
    #expect(try await pool.run { 9 } == 9)
  }

  @Test func doesNotRunWhatWasCancelledWhileItWaited() async throws {
    let pool = BlockingPool(maxConcurrent: 1, maxWaiting: 10)
    let work = Work()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await pool.run { work.run(0) } }
      _ = await work.started.take()
      try await withThrowingTaskGroup(of: Void.self) { waiting in
        for number in 1...5 {
          waiting.addTask {
            await #expect(throws: CancellationError.self) { try await pool.run { work.run(number) } }
          }
        }
        waiting.cancelAll()
        work.gate.open()
        try await waiting.waitForAll()
      }
      try await group.waitForAll()
    }
    #expect(work.started.count == 0, "only the first ran")
    #expect(pool.queueDepth == 0)
  }

  @Test func keepsItsOrderHoweverMuchWaits() async throws {
    let pool = BlockingPool(maxConcurrent: 1, maxWaiting: 1000)
    let work = Work()
    let order = Inbox<Int>()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await pool.run { work.run(0) } }
      _ = await work.started.take()
      for number in 1...300 {
        group.addTask { try await pool.run { order.put(number) } }
        // One after the other, so that the order in which they came is known.
        while pool.queueDepth < number { await Task.yield() }
      }
      work.gate.open()
      try await group.waitForAll()
    }
    for number in 1...300 { #expect(await order.take() == number) }
  }
}
