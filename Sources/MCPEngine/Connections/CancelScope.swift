internal import Synchronization

/// Lets one request of a connection be cancelled while the connection's other tasks go on.
package final class CancelScope: Sendable {
  private enum State {
    case waiting
    case running(RunningTask)
    case cancelled
    case finished
  }

  /// Sendable because only `cancel` is called from elsewhere, while the state is `running`.
  private struct RunningTask: @unchecked Sendable {
    let task: UnsafeCurrentTask
  }

  private let state = Mutex(State.waiting)

  package init() {}

  /// Runs `body` in a child of the current task; nil where the scope was cancelled before or meanwhile. A cancelled task
  /// stays cancelled, and the caller's has other requests to serve.
  package func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value? {
    async let value = runHere(body)
    return await value
  }

  private func runHere<Value: Sendable>(_ body: () async -> Value) async -> Value? {
    await withUnsafeCurrentTask { task in
      guard let running = task.map(RunningTask.init) else { return nil }
      let starts = state.withLock { state in
        guard case .waiting = state else { return false }
        state = .running(running)
        return true
      }
      guard starts else { return nil }
      let value = await body()
      // The handle is valid until this closure returns, and `cancel` uses it only while the state is `running`.
      return state.withLock { state in
        if case .cancelled = state { return nil }
        state = .finished
        return value
      }
    }
  }

  /// - Returns: whether this is why `run` gives nil: nothing had cancelled it, and it had not finished.
  @discardableResult
  package func cancel() -> Bool {
    state.withLock { state in
      switch state {
      case .waiting: state = .cancelled
      case .running(let running):
        state = .cancelled
        running.task.cancel()
      case .cancelled, .finished: return false
      }
      return true
    }
  }
}
