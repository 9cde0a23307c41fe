internal import Synchronization

/// Stored sessions that requests of this process use now, so that an answer of the client, which comes as a call of its
/// own, finds the question. A session leaves with the last request that uses it.
final class LiveSessions: Sendable {
  private struct Entry {
    let live: LiveSession
    var users: Int
  }

  private let entries = Mutex<[String: Entry]>([:])

  var count: Int { entries.withLock { $0.count } }

  /// Each `enter` has its `leave`.
  func enter(_ session: Session, limits: EngineLimits) -> LiveSession {
    entries.withLock { entries in
      let live = entries[session.id]?.live ?? LiveSession(session, isStored: true, limits: limits)
      entries[session.id, default: Entry(live: live, users: 0)].users += 1
      return live
    }
  }

  func leave(_ session: Session) {
    entries.withLock { entries in
      guard var entry = entries[session.id] else { return }
      entry.users -= 1
      entries[session.id] = entry.users > 0 ? entry : nil
    }
  }

  subscript(id: String) -> LiveSession? { entries.withLock { $0[id]?.live } }
}
