internal import Synchronization

/// The changes that one client wants to be told of, and has not been told of yet.
///
/// A change that is waiting already is not noted twice: the client learns that something has changed, not how often. So
/// what waits for a slow reader is bounded by what the filter names.
final class Subscription: Sendable {
  private struct State {
    var filter: ChangeFilter
    var waiting: [ServerChange] = []
    var isDelivering = false
    /// Until then changes are noted and not delivered.
    var hasStarted = false
    var hasEnded = false
    /// A change has been taken and its delivery has not returned.
    var isSending = false
    /// Waits for that.
    var finishing: CheckedContinuation<Void, Never>?
  }

  private let state: Mutex<State>
  private let background: BackgroundTasks
  private let deliver: @Sendable (ServerChange) async -> Void

  /// - Parameters:
  ///   - background: where deliveries run, so that whoever makes a change does not wait for its readers.
  ///   - deliver: tells the client; returns when the carrier has accepted it.
  init(
    _ filter: ChangeFilter, background: BackgroundTasks, deliver: @escaping @Sendable (ServerChange) async -> Void
  ) {
    self.state = Mutex(State(filter: filter))
    self.background = background
    self.deliver = deliver
  }

  /// Delivers what has been noted, and from now on whatever is.
  func start() {
    let begins = state.withLock { state in
      state.hasStarted = true
      return Self.begin(&state)
    }
    if begins { run() }
  }

  /// Nothing more is delivered, but for what is being sent already.
  func end() {
    state.withLock { state in
      state.hasEnded = true
      state.waiting = []
    }
  }

  /// Ends, and returns when nothing is being sent any more. Called by one task.
  func finish() async {
    end()
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard state.isSending else { return true }
        state.finishing = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  func note(_ change: ServerChange) {
    let begins = state.withLock { state in
      guard !state.hasEnded, state.filter.wants(change), !state.waiting.contains(change) else { return false }
      state.waiting.append(change)
      return Self.begin(&state)
    }
    if begins { run() }
  }

  /// Adds a resource (legacy `resources/subscribe`).
  ///
  /// - Returns: false where there are `maximum` already.
  func addResource(_ uri: String, maximum: Int) -> Bool {
    state.withLock { state in
      guard state.filter.resources.count < maximum || state.filter.resources.contains(uri) else { return false }
      state.filter.resources.insert(uri)
      return true
    }
  }

  func removeResource(_ uri: String) {
    state.withLock { state in
      state.filter.resources.remove(uri)
      state.waiting.removeAll { $0 == .resource(uri) }
    }
  }

  private static func begin(_ state: inout State) -> Bool {
    guard state.hasStarted, !state.isDelivering, !state.waiting.isEmpty else { return false }
    state.isDelivering = true
    return true
  }

  private func run() {
    let accepted = background.start { [self] in
      while let change = next() { await deliver(change) }
    }
    // Where too much runs in the background, the change waits for the next one.
    if !accepted { state.withLock { $0.isDelivering = false } }
  }

  private func next() -> ServerChange? {
    let (change, finishing) = state.withLock { state -> (ServerChange?, CheckedContinuation<Void, Never>?) in
      if !state.waiting.isEmpty {
        state.isSending = true
        return (state.waiting.removeFirst(), nil)
      }
      state.isDelivering = false
      state.isSending = false
      defer { state.finishing = nil }
      return (nil, state.finishing)
    }
    finishing?.resume()
    return change
  }
}
