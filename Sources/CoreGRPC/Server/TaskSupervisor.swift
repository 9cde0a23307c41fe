internal import Synchronization

/// The parent of every handler task of one event loop, so that no task outlives the server's `run`.
///
/// Work arrives on the loop's thread and is bounded by the calls that exist.
final class TaskSupervisor: Sendable {
  typealias Work = @Sendable () async -> Void

  private struct State {
    var work: [Work] = []
    var waiter: UnsafeContinuation<Void, Never>?
    var isFinished = false
  }

  private let state = Mutex(State())

  func submit(_ work: @escaping Work) {
    let waiter = state.withLock { state in
      state.work.append(work)
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// Lets `run` return once the work submitted so far is done.
  func finish() {
    let waiter = state.withLock { state in
      state.isFinished = true
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// Runs work until `finish`, each piece as a child task that inherits the caller's executor.
  func run() async {
    await withDiscardingTaskGroup { group in
      while let batch = await next() {
        for work in batch {
          group.addTask { await work() }
        }
      }
    }
  }

  private func next() async -> [Work]? {
    while true {
      let (work, isFinished) = state.withLock { state in
        defer { state.work = [] }
        return (state.work, state.isFinished)
      }
      if !work.isEmpty { return work }
      if isFinished { return nil }
      await withUnsafeContinuation { continuation in
        let isReady = state.withLock { state in
          guard state.work.isEmpty, !state.isFinished else { return true }
          state.waiter = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }
}
