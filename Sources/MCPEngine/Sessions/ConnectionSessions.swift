internal import Synchronization

/// Legacy sessions that connections of this process hold, such as stdio and gRPC streams: they are in no store, and are
/// kept here for whoever operates the server. There are as many as there are connections.
final class ConnectionSessions: Sendable {
  private struct Entry {
    let session: Session
    let end: @Sendable () -> Void
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var total = 0
    var peak = 0
  }

  private let state = Mutex(State())

  /// Each `insert` has its `remove`.
  ///
  /// - Parameter end: ends the session, though its connection goes on.
  func insert(_ session: Session, end: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.entries[session.id] = Entry(session: session, end: end)
      state.total += 1
      state.peak = max(state.peak, state.entries.count)
    }
  }

  func remove(_ session: Session) {
    state.withLock { _ = $0.entries.removeValue(forKey: session.id) }
  }

  /// - Returns: whether there was one of that owner.
  func end(_ id: String, of owner: Principal) -> Bool {
    let entry = state.withLock { state -> Entry? in
      guard state.entries[id]?.session.owner == owner else { return nil }
      return state.entries[id]
    }
    entry?.end()
    return entry != nil
  }

  func sessions(of owner: Principal) -> [Session] {
    state.withLock { $0.entries.values.filter { $0.session.owner == owner }.map(\.session) }
  }

  var counts: SessionCounts {
    state.withLock { SessionCounts(active: $0.entries.count, total: $0.total, peak: $0.peak) }
  }
}
