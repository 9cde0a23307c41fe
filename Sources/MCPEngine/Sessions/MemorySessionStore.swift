internal import MCPModel
internal import Synchronization

/// Sessions in this process, bounded by number and idle time: an expired one is gone, and of too many the longest idle
/// end first.
final class MemorySessionStore: SessionStore {
  private struct Entry {
    var session: Session
    var lastUsed: ContinuousClock.Instant
  }

  private let maximum: Int
  private let idleLifetime: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let entries = Mutex<[String: Entry]>([:])

  init(
    maximum: Int, idleLifetime: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.maximum = maximum
    self.idleLifetime = idleLifetime
    self.now = now
  }

  var count: Int { entries.withLock { $0.count } }

  func insert(_ session: Session) {
    let now = now()
    entries.withLock { entries in
      if entries.count >= maximum { makeRoom(in: &entries) }
      entries[session.id] = Entry(session: session, lastUsed: now)
    }
  }

  /// Ends the tenth of the sessions that has been idle longest, so that nobody can keep others out by opening many,
  /// and the search is not made again at once.
  private func makeRoom(in entries: inout [String: Entry]) {
    let byUse = entries.sorted { $0.value.lastUsed > $1.value.lastUsed }
    entries = Dictionary(uniqueKeysWithValues: byUse.prefix(maximum - max(1, maximum / 10)).map { ($0.key, $0.value) })
  }

  func session(_ id: String) -> Session? {
    let now = now()
    return entries.withLock { entries in
      guard let entry = entries[id] else { return nil }
      guard now - entry.lastUsed < idleLifetime else {
        entries[id] = nil
        return nil
      }
      entries[id]?.lastUsed = now
      return entry.session
    }
  }
}
