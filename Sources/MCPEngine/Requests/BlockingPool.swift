internal import Dispatch
internal import Synchronization
internal import MCPModel

/// Runs blocking work on a bounded number of threads, so that it never holds up an event loop.
///
/// Work beyond `maxConcurrent` waits in order; beyond `maxWaiting` it is refused with an overload error.
final class BlockingPool: Sendable {
  private let maxConcurrent: Int
  private let maxWaiting: Int
  private let state = Mutex(State())

  private struct State {
    var running = 0
    /// Queues without work, one for each piece that has run at the same time. A serial queue gets a thread as soon as
    /// it has work; the shared concurrent ones have as many threads as there are processors, and where those block, one
    /// more a second.
    var idle: [DispatchQueue] = []
    var waiting: [@Sendable () -> Void] = []
    /// Where the waiting work begins; the array is compacted when half of it is spent.
    var head = 0
    var waitingCount: Int { waiting.count - head }
  }

  init(maxConcurrent: Int, maxWaiting: Int) {
    precondition(maxConcurrent > 0 && maxWaiting >= 0)
    self.maxConcurrent = maxConcurrent
    self.maxWaiting = maxWaiting
  }

  /// Work that waits now.
  var queueDepth: Int { state.withLock { $0.waitingCount } }

  /// Runs `body` on a thread of the pool. Work whose task was cancelled before its turn came does not run.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let abandoned = Atomic(false)
    return try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
        let accepted = submit {
          if abandoned.load(ordering: .acquiring) {
            continuation.resume(throwing: CancellationError())
          } else {
            continuation.resume(with: Result { try body() })
          }
        }
        if !accepted {
          continuation.resume(throwing: MCPError.overloaded("too many blocking calls are waiting"))
        }
      }
    } onCancel: {
      abandoned.store(true, ordering: .releasing)
    }
  }

  private func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
    enum Place { case runs(DispatchQueue), waits, refused }
    let place: Place = state.withLock { state in
      if state.running < maxConcurrent {
        state.running += 1
        return .runs(state.idle.popLast() ?? DispatchQueue(label: "rialto.blocking"))
      }
      guard state.waitingCount < maxWaiting else { return .refused }
      state.waiting.append(work)
      return .waits
    }
    switch place {
    case .runs(let queue): queue.async { self.runAll(startingWith: work, on: queue) }
    case .waits: break
    case .refused: return false
    }
    return true
  }

  private func runAll(startingWith work: @escaping @Sendable () -> Void, on queue: DispatchQueue) {
    var next: (@Sendable () -> Void)? = work
    while let work = next {
      work()
      next = state.withLock { state in
        guard state.head < state.waiting.count else {
          state.waiting.removeAll(keepingCapacity: true)
          state.head = 0
          state.running -= 1
          state.idle.append(queue)
          return nil
        }
        let work = state.waiting[state.head]
        state.head += 1
        if state.head > 64, state.head * 2 > state.waiting.count {
          state.waiting.removeFirst(state.head)
          state.head = 0
        }
        return work
      }
    }
  }
}
