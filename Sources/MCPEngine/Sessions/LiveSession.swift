internal import MCPModel
internal import Synchronization

/// What a legacy session has in this process beside its stored value: questions that wait for the client, the level of
/// log messages, and what it subscribed to.
final class LiveSession: Sendable {
  let value: Session
  /// Whether the value is in the session store, rather than a connection's own.
  let isStored: Bool
  let questions: ClientRequests
  private let level: Mutex<LogLevel?>
  private let held = Mutex<Subscription?>(nil)

  init(_ value: Session, isStored: Bool, limits: EngineLimits) {
    self.value = value
    self.isStored = isStored
    self.questions = ClientRequests(maximum: limits.maxQuestionsPerSession)
    self.level = Mutex(value.logLevel)
  }

  /// The least level of log messages that the client wants; `info` until it says otherwise (2025-11-25, Logging, leaves
  /// that to the server).
  var logLevel: LogLevel {
    get { level.withLock { $0 } ?? .info }
    set { level.withLock { $0 = newValue } }
  }

  /// The value as it would be stored now, with the level that the client has asked for since.
  var current: Session {
    var session = value
    session.logLevel = level.withLock { $0 }
    return session
  }

  /// Where changes are delivered; nil where the session's carrier cannot carry any.
  var subscription: Subscription? {
    get { held.withLock { $0 } }
    set { held.withLock { $0 = newValue } }
  }
}
