internal import MCPEngine
internal import Synchronization

/// All legacy sessions over HTTP, by id. The backend serves each in a task of `run()`.
final class HTTPSessions: Sendable {
  private struct Table {
    var sessions: [String: HTTPSession] = [:]
    /// Those that were idle when all were looked at last, the one idle longest at the end. Whoever has been used since,
    /// or has come since, was used later than all of these: so not every session has to be looked at to end one.
    private var idle: [(id: String, since: ContinuousClock.Instant)] = []

    /// Takes out the one that has been idle longest; nil where all are in use.
    mutating func removeIdlest() -> HTTPSession? {
      while let (id, since) = idle.popLast() {
        if sessions[id]?.idleSince == since { return sessions.removeValue(forKey: id) }
      }
      idle = sessions.compactMap { id, session in session.idleSince.map { (id, $0) } }.sorted { $0.since > $1.since }
      return idle.popLast().flatMap { sessions.removeValue(forKey: $0.id) }
    }
  }

  private let backend: any Backend
  private let maximum: Int
  private let idleLifetime: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  let memory: SessionMemory
  private let table = Mutex(Table())
  /// Those that are being opened, or being ended, are served too.
  private let work: BackgroundTasks

  init(backend: any Backend, settings: HTTPServiceSettings) {
    self.backend = backend
    self.maximum = settings.maxSessions
    self.idleLifetime = settings.sessionIdleLifetime
    self.now = settings.now
    self.memory = SessionMemory(
      storedLimitBytes: settings.totalStoredEventBytes, waitingLimitBytes: 64 * settings.maxMessageBytes)
    self.work = BackgroundTasks(maximum: 2 * settings.maxSessions)
  }

  var count: Int { table.withLock { $0.sessions.count } }

  /// The session that a client names; nil where it is unknown, has ended, or has expired just now.
  subscript(id: String, hasOneStream hasOneStream: Bool = false) -> HTTPSession? {
    guard let session = table.withLock({ $0.sessions[id] }), session.hasOneStream == hasOneStream, !session.isOver,
      !endIfExpired(session, id, now())
    else { return nil }
    return session
  }

  /// Serves sessions until the task is cancelled. Called once.
  func run() async { await work.run() }

  /// Has the backend serve a session that has no id yet; false where there is no room, or the service has ended.
  func start(_ session: HTTPSession) -> Bool {
    work.start { [self] in
      await backend.serve(session)
      session.close()
      if let id = session.id { _ = table.withLock { $0.sessions.removeValue(forKey: id) } }
    }
  }

  /// The client is told the session's id. Where there are too many the one that has been idle longest ends; false where
  /// all are in use.
  func insert(_ session: HTTPSession, id: String) -> Bool {
    var evicted: HTTPSession?
    let hasRoom = table.withLock { table in
      if table.sessions.count >= maximum {
        evicted = table.removeIdlest()
        guard evicted != nil else { return false }
      }
      session.id = id
      table.sessions[id] = session
      return true
    }
    evicted?.end(.reset)
    return hasRoom
  }

  /// Makes room where all sessions together keep too many events.
  func forgetOldestEvents() {
    memory.forgetOldestEvents { table.withLock { Array($0.sessions.values) } }
  }

  /// Ends a session and cancels what it has in flight; false where there is none.
  func end(_ id: String) -> Bool {
    let session = table.withLock { $0.sessions.removeValue(forKey: id) }
    session?.end(.reset)
    return session != nil
  }

  /// Lets all finish what is in flight.
  func drain() {
    for session in table.withLock({ Array($0.sessions.values) }) { session.end(.draining) }
  }

  /// Looks after streams that are silent, and ends sessions that nobody uses.
  func tick() {
    let now = now()
    for (id, session) in table.withLock({ $0.sessions }) where !endIfExpired(session, id, now) { session.keepAlive() }
  }

  private func endIfExpired(_ session: HTTPSession, _ id: String, _ now: ContinuousClock.Instant) -> Bool {
    guard let since = session.idleSince, now - since >= idleLifetime else { return false }
    return end(id)
  }
}
