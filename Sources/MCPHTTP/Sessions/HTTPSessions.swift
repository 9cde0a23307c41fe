internal import MCPEngine
internal import Synchronization

/// All legacy sessions over HTTP, by id. The backend serves each in a task of `run()`.
final class HTTPSessions: Sendable {
  private let backend: any Backend
  private let maximum: Int
  private let idleLifetime: Duration
  private let sessions = Mutex<[String: HTTPSession]>([:])
  /// Those that are being opened, or being ended, are served too.
  private let work: BackgroundTasks

  init(backend: any Backend, settings: HTTPServiceSettings) {
    self.backend = backend
    self.maximum = settings.maxSessions
    self.idleLifetime = settings.sessionIdleLifetime
    self.work = BackgroundTasks(maximum: 2 * settings.maxSessions)
  }

  var count: Int { sessions.withLock { $0.count } }

  subscript(id: String, hasOneStream hasOneStream: Bool = false) -> HTTPSession? {
    guard let session = sessions.withLock({ $0[id] }), session.hasOneStream == hasOneStream else { return nil }
    return session
  }

  /// Serves sessions until the task is cancelled. Called once.
  func run() async { await work.run() }

  /// Has the backend serve a session that has no id yet; false where there is no room, or the service has ended.
  func start(_ session: HTTPSession) -> Bool {
    work.start { [self] in
      await backend.serve(session)
      session.close()
      sessions.withLock { sessions in
        if let id = sessions.first(where: { $0.value === session })?.key { sessions[id] = nil }
      }
    }
  }

  /// The client is told the session's id. Where there are too many the one that has been idle longest ends; false where
  /// all are in use.
  func insert(_ session: HTTPSession, id: String) -> Bool {
    var evicted: HTTPSession?
    let hasRoom = sessions.withLock { sessions in
      if sessions.count >= maximum {
        let idle = sessions.compactMap { id, session in session.idleSince.map { (id, $0) } }
        guard let oldest = idle.min(by: { $0.1 < $1.1 }) else { return false }
        evicted = sessions.removeValue(forKey: oldest.0)
      }
      sessions[id] = session
      return true
    }
    evicted?.end(.reset)
    return hasRoom
  }

  /// Ends a session and cancels what it has in flight; false where there is none.
  func end(_ id: String) -> Bool {
    let session = sessions.withLock { $0.removeValue(forKey: id) }
    session?.end(.reset)
    return session != nil
  }

  /// Lets all finish what is in flight.
  func drain() {
    for session in sessions.withLock({ Array($0.values) }) { session.end(.draining) }
  }

  /// Looks after streams that are silent, and ends sessions that nobody uses.
  func tick() {
    let now = ContinuousClock.now
    for (id, session) in sessions.withLock({ $0 }) {
      if let since = session.idleSince, now - since > idleLifetime {
        _ = end(id)
      } else {
        session.keepAlive()
      }
    }
  }
}
