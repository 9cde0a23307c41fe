internal import Synchronization

/// The life of a server: it is made, runs once, and drains when somebody says so, which may be before it runs. All of it
/// may be called from any thread.
package final class Lifecycle: Sendable {
  private enum Phase {
    case made
    case running
    case draining(limit: Duration)
  }

  private struct State {
    var phase = Phase.made
    var hasRun = false
  }

  private let state = Mutex(State())
  private let draining = Gate()

  package init() {}

  package var hasRun: Bool { state.withLock { $0.hasRun } }

  /// Does what has to be done before it runs, and is not run meanwhile; nil, and nothing done, where that is too late.
  package func prepare<Value: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    try state.withLock { (state) throws(Failure) -> Value? in
      guard case .made = state.phase else { return nil }
      return try body()
    }
  }

  /// It runs from now on; false where it ran before.
  ///
  /// - Parameter body: begins to serve, before anybody can have it drain; not called where somebody has already.
  package func begin(_ body: () -> Void = {}) -> Bool {
    state.withLock { state in
      guard !state.hasRun else { return false }
      state.hasRun = true
      if case .made = state.phase {
        state.phase = .running
        body()
      }
      return true
    }
  }

  /// Has it drain. The first call counts.
  ///
  /// - Parameters:
  ///   - limit: how long that may take.
  ///   - body: what comes before whoever waits for this goes on.
  package func drain(limit: Duration, _ body: () -> Void = {}) {
    let isFirst = state.withLock { state in
      if case .draining = state.phase { return false }
      state.phase = .draining(limit: limit)
      return true
    }
    guard isFirst else { return }
    body()
    draining.open()
  }

  /// Returns when it is to drain, with how long that may take.
  package func drainRequested() async -> Duration {
    await draining.wait()
    return state.withLock { state in
      if case .draining(let limit) = state.phase { limit } else { .zero }
    }
  }
}
