internal import Synchronization

/// Work that outlives the request that caused it: deliveries to subscribers, and MCP tasks. It runs in children of
/// `run()`, so it ends with the engine.
package final class BackgroundTasks: Sendable {
  package typealias Work = @Sendable () async -> Void

  private let maximum: Int
  private let count = Atomic(0)
  private let work: AsyncStream<Work>
  private let input: AsyncStream<Work>.Continuation

  /// - Parameter maximum: pieces of work that run or wait to be started.
  package init(maximum: Int) {
    self.maximum = maximum
    (work, input) = AsyncStream.makeStream()
  }

  /// Pieces of work that run or wait to be started.
  package var running: Int { count.load(ordering: .relaxed) }

  /// Runs what is started, until the task is cancelled; then cancels it all and waits for its end. Called once.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for await piece in work {
        group.addTask { [self] in
          await piece()
          count.subtract(1, ordering: .relaxed)
        }
      }
      group.cancelAll()
    }
  }

  /// - Returns: false where too much is under way, or the engine has ended; then the work never runs.
  package func start(_ piece: @escaping Work) -> Bool {
    guard count.add(1, ordering: .relaxed).newValue <= maximum, case .enqueued = input.yield(piece) else {
      count.subtract(1, ordering: .relaxed)
      return false
    }
    return true
  }
}
