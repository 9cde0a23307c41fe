internal import Synchronization

/// Legacy sessions that connections of this process hold, such as stdio and gRPC streams: they are in no store, and are
/// kept here for whoever operates the server. There are as many as there are connections.
final class ConnectionSessions: Sendable {
  private struct Entry {
    let live: LiveSession
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
  func insert(_ live: LiveSession, end: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.entries[live.value.id] = Entry(live: live, end: end)
      state.total += 1
      state.peak = max(state.peak, state.entries.count)
    }
  }

  func remove(_ live: LiveSession) {
    state.withLock { _ = $0.entries.removeValue(forKey: live.value.id) }
  }

  /// - Returns: whether there was one of that owner.
  func end(_ id: String, of owner: Principal) -> Bool {
    let entry = state.withLock { state -> Entry? in
      guard state.entries[id]?.live.value.owner == owner else { return nil }
      return state.entries[id]
    }
    entry?.end()
    return entry != nil
  }

  func sessions(of owner: Principal) -> [Session] {
    let entries = state.withLock { Array($0.entries.values) }
    return entries.filter { $0.live.value.owner == owner }.map(\.live.current)
  }

  var counts: SessionCounts {
    state.withLock { SessionCounts(active: $0.entries.count, total: $0.total, peak: $0.peak) }
  }
}
