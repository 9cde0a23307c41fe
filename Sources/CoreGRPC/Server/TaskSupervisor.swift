internal import Synchronization

/// The parent of every handler task of one event loop, so that no task outlives the server's `run`.
///
/// A task that finished its work waits for more, as long as it was not cancelled: giving work to a waiting task costs
/// half of what a new task does. Work arrives on the loop's thread and is bounded by the calls that exist.
final class TaskSupervisor: Sendable {
  typealias Work = @Sendable () async -> Void

  private struct State {
    /// Work that needs a new task.
    var work: [Work] = []
    var supervisor: UnsafeContinuation<Void, Never>?
    /// Tasks that wait for work, at most `idleLimit`.
    var idle: [UnsafeContinuation<Work?, Never>] = []
    var isFinished = false
  }

  private let state = Mutex(State())
  private let idleLimit: Int

  init(idleLimit: Int) {
    self.idleLimit = idleLimit
  }

  func submit(_ work: @escaping Work) {
    let idleWorker = state.withLock { state -> UnsafeContinuation<Work?, Never>? in
      if let worker = state.idle.popLast() { return worker }
      state.work.append(work)
      return nil
    }
    if let idleWorker {
      idleWorker.resume(returning: work)
    } else {
      state.withLock { $0.supervisor.take() }?.resume()
    }
  }

  /// Lets `run` return once the work submitted so far is done.
  func finish() {
    let (idle, supervisor) = state.withLock { state in
      state.isFinished = true
      defer { state.idle = [] }
      return (state.idle, state.supervisor.take())
    }
    for worker in idle { worker.resume(returning: nil) }
    supervisor?.resume()
  }

  /// Runs work until `finish`, in child tasks that inherit the caller's executor.
  func run() async {
    await withDiscardingTaskGroup { group in
      while let batch = await nextBatch() {
        for work in batch {
          group.addTask { await self.labour(beginningWith: work) }
        }
      }
    }
  }

  private func labour(beginningWith first: Work) async {
    var work = first
    while true {
      await work()
      // A task stays cancelled for good: it must not be given the work of another call.
      guard !Task.isCancelled, let next = await nextWork() else { return }
      work = next
    }
  }

  private func nextWork() async -> Work? {
    await withUnsafeContinuation { continuation in
      let waits = state.withLock { state in
        guard !state.isFinished, state.idle.count < idleLimit else { return false }
        state.idle.append(continuation)
        return true
      }
      if !waits { continuation.resume(returning: nil) }
    }
  }

  private func nextBatch() async -> [Work]? {
    while true {
      let (work, isFinished) = state.withLock { state in
        defer { state.work = [] }
        return (state.work, state.isFinished)
      }
      if !work.isEmpty { return work }
      if isFinished { return nil }
      await withUnsafeContinuation { continuation in
        let waits = state.withLock { state in
          guard state.work.isEmpty, !state.isFinished else { return false }
          state.supervisor = continuation
          return true
        }
        if !waits { continuation.resume() }
      }
    }
  }
}
