internal import Glibc
internal import Synchronization

/// A thread of its own that does the same thing over and over until it is stopped: the other side of a race.
///
/// Not a task: the races here must happen even when all threads of the task pool are busy with other tests.
final class Rival: Sendable {
  private struct State {
    var isStopped = false
    var failure: (any Error)?
  }

  private final class Work: Sendable {
    let state = Mutex(State())
    let turn: @Sendable (Int) throws -> Void

    init(_ turn: @escaping @Sendable (Int) throws -> Void) {
      self.turn = turn
    }

    func run() {
      var count = 0
      while !state.withLock({ $0.isStopped }) {
        do {
          try turn(count)
          count += 1
        } catch {
          state.withLock { $0 = State(isStopped: true, failure: error) }
        }
      }
    }
  }

  private let work: Work
  private let thread: pthread_t

  /// Runs `body` while the rival calls `turn` with 0, 1, 2 and so on. What the rival throws is thrown here, as then the
  /// race did not take place.
  static func race(_ turn: @escaping @Sendable (Int) throws -> Void, against body: () throws -> Void) throws {
    let rival = try Rival(turn)
    let outcome = Result { try body() }
    try rival.stop()
    try outcome.get()
  }

  private init(_ turn: @escaping @Sendable (Int) throws -> Void) throws {
    work = Work(turn)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(work)
    let result = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      throw Failure(code: result)
    }
    self.thread = thread
  }

  struct Failure: Error {
    let code: Int32
  }

  private func stop() throws {
    work.state.withLock { $0.isStopped = true }
    pthread_join(thread, nil)
    if let failure = work.state.withLock({ $0.failure }) { throw failure }
  }
}
