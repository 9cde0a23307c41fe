internal import MCPModel
internal import Synchronization

/// Sessions in this process, bounded by number and idle time: an expired one is gone, and of too many the longest idle
/// end first.
final class MemorySessionStore: SessionStore {
  private struct Entry {
    var session: Session
    var lastUsed: ContinuousClock.Instant
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var total = 0
    var peak = 0
  }

  private let maximum: Int
  private let idleLifetime: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  init(
    maximum: Int, idleLifetime: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.maximum = maximum
    self.idleLifetime = idleLifetime
    self.now = now
  }

  func insert(_ session: Session) {
    let now = now()
    state.withLock { state in
      if state.entries.count >= maximum { makeRoom(in: &state.entries, now) }
      state.entries[session.id] = Entry(session: session, lastUsed: now)
      state.total += 1
      state.peak = max(state.peak, state.entries.count)
    }
  }

  /// Ends what has expired, and where that is not enough the tenth of the sessions that has been idle longest, so that
  /// nobody can keep others out by opening many, and the search is not made again at once.
  private func makeRoom(in entries: inout [String: Entry], _ now: ContinuousClock.Instant) {
    entries = entries.filter { now - $0.value.lastUsed < idleLifetime }
    guard entries.count >= maximum else { return }
    let byUse = entries.sorted { $0.value.lastUsed > $1.value.lastUsed }
    entries = Dictionary(uniqueKeysWithValues: byUse.prefix(maximum - max(1, maximum / 10)).map { ($0.key, $0.value) })
  }

  func session(_ id: String) -> Session? {
    let now = now()
    return state.withLock { state in
      guard let entry = state.entries[id] else { return nil }
      guard now - entry.lastUsed < idleLifetime else {
        state.entries[id] = nil
        return nil
      }
      state.entries[id]?.lastUsed = now
      return entry.session
    }
  }

  func update(_ session: Session) {
    state.withLock { $0.entries[session.id]?.session = session }
  }

  func remove(_ id: String) -> Session? {
    state.withLock { $0.entries.removeValue(forKey: id)?.session }
  }

  func sessions(of owner: Principal) -> [Session] {
    let now = now()
    return state.withLock { state in
      state.entries.values.filter { $0.session.owner == owner && now - $0.lastUsed < idleLifetime }.map(\.session)
    }
  }

  func counts() -> SessionCounts {
    state.withLock { SessionCounts(active: $0.entries.count, total: $0.total, peak: $0.peak) }
  }
}
