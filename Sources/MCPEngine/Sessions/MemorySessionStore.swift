internal import MCPModel
internal import Synchronization

/// Sessions in this process, bounded by number and idle time.
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

  func insert(_ session: Session) throws {
    let now = now()
    try entries.withLock { entries in
      if entries.count >= maximum {
        // Expired sessions are dropped only when room is needed: the bound is what limits memory.
        entries = entries.filter { now - $0.value.lastUsed < idleLifetime }
        guard entries.count < maximum else { throw MCPError.overloaded("too many sessions are open") }
      }
      entries[session.id] = Entry(session: session, lastUsed: now)
    }
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

  func remove(_ id: String) { entries.withLock { $0[id] = nil } }
}
