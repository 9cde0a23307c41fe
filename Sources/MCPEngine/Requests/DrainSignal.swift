internal import Synchronization

/// Raised once, when the server begins to drain; whoever waits for it goes on then, or when cancelled.
package final class DrainSignal: Sendable {
  private struct State {
    var raised = false
    var nextKey: UInt64 = 0
    var waiting: [UInt64: UnsafeContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package var isRaised: Bool { state.withLock { $0.raised } }

  /// Raising it again changes nothing.
  package func raise() {
    let waiting = state.withLock { state in
      state.raised = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Runs `body`, and cancels it when the signal is raised.
  package func bounding<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
    await withTaskGroup(of: Value?.self) { group in
      group.addTask { await body() }
      group.addTask {
        await self.wait()
        return nil
      }
      let first = await group.next()!
      group.cancelAll()
      if let first { return first }
      return await group.next()!!
    }
  }

  /// Returns when the signal is raised or the task is cancelled.
  package func wait() async {
    let key = state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let goesOn = state.withLock { state in
          // The task may have been cancelled before there was anything to resume.
          if state.raised || Task.isCancelled { return true }
          state.waiting[key] = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: key) }?.resume()
    }
  }
}
