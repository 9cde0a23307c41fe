internal import Bytes
internal import CoreHTTP
internal import JSON
internal import MCPBridge
internal import MCPEngine
internal import MCPModel
internal import Synchronization

/// A legacy session over HTTP: to the backend one connection, whose messages come as POSTs and leave on their streams.
/// So it outlives every single exchange (2025-11-25, Streamable HTTP, Session Management).
final class HTTPSession: Sendable {
  typealias Streams = SessionStreams<UnsafeContinuation<Void, Never>>

  struct State {
    var streams: Streams
    var revision: ProtocolRevision?
    var lastUsed: ContinuousClock.Instant
    /// When an event was stored last.
    var lastStored: ContinuousClock.Instant
    /// What the client was told.
    var id: String?
    /// Its id means nothing any more, though requests may still run.
    var isOver = false
    /// Of requests that came with one and are not answered.
    var deadlines: [RequestID: ContinuousClock.Instant] = [:]
  }

  let arrival: Arrival
  /// Whether it follows the transport of 2024-11-05, with one stream for everything.
  let hasOneStream: Bool
  let text: JSONRPCText
  let inbox: SessionInbox
  private let memory: SessionMemory
  /// Those that share `memory`.
  private weak let sessions: HTTPSessions?
  let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  init(
    peer: any Peer, text: JSONRPCText, settings: HTTPServiceSettings, among sessions: HTTPSessions,
    hasOneStream: Bool = false
  ) {
    self.hasOneStream = hasOneStream
    self.sessions = sessions
    self.memory = sessions.memory
    arrival = Arrival(carrier: HTTPCarriers.session, peer: peer)
    self.text = text
    now = settings.now
    inbox = SessionInbox(
      limit: settings.maxWaitingMessages, limitBytes: settings.maxMessageBytes, memory: sessions.memory)
    state = Mutex(
      State(
        streams: Streams(
          storedBytes: hasOneStream ? 0 : settings.storedEventBytes, highWaterBytes: settings.maxUnsentEventBytes,
          retryMilliseconds: Int(settings.reconnectionDelay / .milliseconds(1))),
        lastUsed: now(), lastStored: now()))
  }

  deinit {
    memory.addStored(-state.withLock { $0.streams.storedBytes })
  }

  /// Nil until the client has been told of it.
  var id: String? {
    get { state.withLock { $0.id } }
    set { state.withLock { $0.id = newValue } }
  }

  /// What is kept of its events, and since when nothing has been added.
  var storedBytes: Int { state.withLock { $0.streams.storedBytes } }
  var lastStored: ContinuousClock.Instant { state.withLock { $0.lastStored } }

  /// Nobody can come back for what was said.
  func forgetEvents() { change { $0.streams.forgetEvents() } }

  /// Nil until `initialize` has been answered.
  var revision: ProtocolRevision? { state.withLock { $0.revision } }

  /// Whether it was ended by whoever operates the server.
  var isOver: Bool { state.withLock { $0.isOver } }

  /// When it was used last; nil while it is in use.
  var idleSince: ContinuousClock.Instant? { state.withLock { $0.streams.isIdle ? $0.lastUsed : nil } }

  /// Changes the streams, and resumes whom that concerns.
  func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    let (value, awoken, growth) = state.withLock { state in
      let before = state.streams.storedBytes
      let value = body(&state)
      let growth = state.streams.storedBytes - before
      if growth > 0 { state.lastStored = now() }
      return (value, state.streams.takeAwoken(), growth)
    }
    for waiter in awoken { waiter.resume() }
    if growth != 0 { memory.addStored(growth) }
    if growth > 0, memory.hasTooManyEvents { sessions?.forgetOldestEvents() }
    return value
  }

  /// `initialize` was answered: the session has a revision now.
  func agree(on revision: ProtocolRevision) {
    state.withLock { state in
      state.revision = revision
      state.streams.isPrimed = revision.traits.contains(.primingEvents)
    }
  }

  /// Whether the client is ahead of the backend, or of its own reading where it has one stream: it has to wait.
  var isFull: Bool { inbox.isFull || state.withLock { $0.streams.isOnlyStreamFull } }

  /// Hands a message on to the backend.
  ///
  /// - Parameters:
  ///   - bytes: the size of the message.
  ///   - deadline: when its requests have to be answered by.
  func receive(_ event: CarrierEvent, bytes: Int, deadline: ContinuousClock.Instant? = nil) {
    let now = now()
    change { state in
      state.lastUsed = now
      // Who cancels a request is told nothing more of it.
      for id in event.cancelledRequests {
        state.streams.drop(id)
        state.deadlines[id] = nil
      }
      if let deadline { for id in event.requests { state.deadlines[id] = deadline } }
    }
    inbox.append(event, bytes: bytes)
  }

  /// Lets the backend finish what is in flight, or cancels it.
  func end(_ ending: CarrierEvent) {
    change { state in
      // Its id is unknown from now on.
      if case .reset = ending { state.streams.forgetEvents() }
      state.streams.finishStandalone()
    }
    inbox.end(ending)
  }

  /// The backend is done with the session. Who still waits for an answer, since somebody has ended the session, is told.
  func close() {
    for id in state.withLock({ Array($0.streams.streamOf.keys) }) {
      _ = offer(JSONRPCResponse(id: id, outcome: .failure(.unknownSession)))
    }
    change { $0.streams.finishAll() }
  }

  /// When a request that was received has to be answered by.
  func deadline(of request: RequestID) -> ContinuousClock.Instant? { state.withLock { $0.deadlines[request] } }

  func keepAlive() { change { $0.streams.keepAlive() } }

  /// Opens a stream for a POST; nil where an id of it is in flight already.
  func open(for requests: [RequestID], takesEvents: Bool) -> Attachment? {
    change { $0.streams.open(for: requests, takesEvents: takesEvents) }.map { Attachment(self, $0) }
  }

  func openStandalone() -> Attachment { Attachment(self, change { $0.streams.openStandalone() }) }

  func openOnly(beginningWith event: SharedBytes) -> Attachment {
    Attachment(self, change { $0.streams.openOnly(beginningWith: event) })
  }

  func resume(after eventID: String) -> Attachment? {
    change { $0.streams.resume(after: eventID) }.map { Attachment(self, $0) }
  }
}

extension CarrierEvent {
  fileprivate var cancelledRequests: [RequestID] {
    switch self {
    case .message(.notification(let notification)): notification.cancelledRequest.map { [$0] } ?? []
    case .batch(let parts): parts.flatMap(\.cancelledRequests)
    default: []
    }
  }
}
