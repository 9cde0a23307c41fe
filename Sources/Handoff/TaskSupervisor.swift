/// Why this room exists: a thread that runs an event loop must not wait, and a Swift task must not be left waiting. Here
/// the two meet, whatever the loop runs: work for tasks, messages for readers, room for senders, and when a server begins
/// and ends. It knows no transport and imports nothing.
internal import Synchronization

/// The parent of every handler task of one event loop, so that no task outlives the server's `run`.
///
/// A task that finished its work waits for more, as long as it was not cancelled: giving work to a waiting task costs
/// half of what a new task does. Work is bounded by whoever submits it: one piece for each call or connection.
package final class TaskSupervisor: Sendable {
  /// Work is given its task, to be cancelled by, which it must have forgotten when it returns.
  package typealias Work = @Sendable (UnsafeCurrentTask) async -> Void

  /// Work where it is stored. A function that stands for itself in an array or a continuation is wrapped in others, whose
  /// frames a task would hold for as long as it works.
  private struct Piece: Sendable {
    let work: Work
  }

  private struct State {
    /// What needs a new task, and is taken by whichever is free first.
    var pieces: [Piece] = []
    /// Tasks that were asked for and have not begun.
    var beginning = 0
    var supervisor: UnsafeContinuation<Void, Never>?
    /// Tasks that wait for work, at most `idleLimit`.
    var idle: [UnsafeContinuation<Piece?, Never>] = []
    var isCancelled = false
    var isFinished = false

    /// Tasks that have to be started.
    var lacking: Int { pieces.count - beginning }
  }

  private enum Order {
    case start(Int)
    case cancel
    case finish
  }

  private let state = Mutex(State())
  private let idleLimit: Int

  /// - Parameter idleLimit: how many tasks without work are kept.
  package init(idleLimit: Int) {
    self.idleLimit = idleLimit
  }

  package func submit(_ work: @escaping Work) {
    let piece = Piece(work: work)
    let idleWorker = state.withLock { state -> UnsafeContinuation<Piece?, Never>? in
      if let worker = state.idle.popLast() { return worker }
      state.pieces.append(piece)
      return nil
    }
    if let idleWorker {
      idleWorker.resume(returning: piece)
    } else {
      wakeSupervisor()
    }
  }

  /// Cancels all tasks, and those to come.
  package func cancel() {
    state.withLock { $0.isCancelled = true }
    wakeSupervisor()
  }

  /// Lets `run` return once the work submitted so far is done.
  package func finish() {
    let idle = state.withLock { state in
      state.isFinished = true
      defer { state.idle = [] }
      return state.idle
    }
    for worker in idle { worker.resume(returning: nil) }
    wakeSupervisor()
  }

  /// Runs work until `finish`, in child tasks that inherit the caller's executor.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while true {
        switch await nextOrder(isCancelled: group.isCancelled) {
        case .start(let count):
          // Not with their work, which a task would keep for as long as it is kept itself.
          for _ in 0..<count { group.addTask { await self.labour() } }
        case .cancel: group.cancelAll()
        case .finish: return
        }
      }
    }
  }

  private func labour() async {
    state.withLock { $0.beginning -= 1 }
    await withUnsafeCurrentTask { current in
      while let piece = await nextPiece() {
        // A child of the supervisor's is a task.
        await piece.work(current!)
        // A task stays cancelled for good: it must not be given the work of another call.
        if Task.isCancelled { return }
      }
    }
  }

  /// By itself, so that a task that works keeps nothing of it: connections that do nothing have tasks that do.
  @inline(never)
  private func nextPiece() async -> Piece? {
    await withUnsafeContinuation { continuation in
      let (piece, waits) = state.withLock { state -> (Piece?, Bool) in
        if let piece = state.pieces.popLast() { return (piece, false) }
        guard !state.isFinished, !state.isCancelled, state.idle.count < idleLimit else { return (nil, false) }
        state.idle.append(continuation)
        return (nil, true)
      }
      if !waits { continuation.resume(returning: piece) }
    }
  }

  private func wakeSupervisor() {
    state.withLock { $0.supervisor.take() }?.resume()
  }

  private func nextOrder(isCancelled: Bool) async -> Order {
    while true {
      if let order = state.withLock({ Self.order(&$0, isCancelled) }) { return order }
      await withUnsafeContinuation { continuation in
        let isReady = state.withLock { state in
          let isReady = state.lacking > 0 || state.isFinished || (state.isCancelled && !isCancelled)
          if !isReady { state.supervisor = continuation }
          return isReady
        }
        if isReady { continuation.resume() }
      }
    }
  }

  private static func order(_ state: inout State, _ isCancelled: Bool) -> Order? {
    if state.isCancelled && !isCancelled { return .cancel }
    let count = state.lacking
    if count > 0 {
      state.beginning += count
      return .start(count)
    }
    return state.isFinished ? .finish : nil
  }
}
