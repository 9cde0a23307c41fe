internal import Bytes
internal import CoreHTTP
internal import JSON
internal import MCPEngine
internal import MCPModel

/// Legacy sessions (2025-11-25, Streamable HTTP; 2025-03-26 and 2025-06-18 are the same where not said otherwise).
extension HTTPService {
  /// `initialize` without a session opens one.
  func openSession(
    _ request: JSONRPCRequest, _ exchange: HTTPExchange, _ deadline: ContinuousClock.Instant?
  ) -> HTTPAnswer {
    if let fault = exchange.revisionFault(nil) {
      return .now(refusal(.message(.request(request)), fault, status: 400))
    }
    let session = HTTPSession(peer: Client(exchange.peerAddress), text: text, settings: settings, among: sessions)
    guard !drain.isRaised, let attachment = session.open(for: [request.id], takesEvents: false), sessions.start(session)
    else { return .now(.text(503, "No session can be opened now")) }
    session.receive(.message(.request(request)), bytes: exchange.requestBody.count, deadline: deadline)
    return .open { [self] responder in
      defer { attachment.end() }
      guard case .answer(let bytes, let response?) = await attachment.next() else { return session.end(.reset) }
      attachment.end()
      var answer = json(bytes, response, status: Self.statusInSession(of: response))
      if case .success(let result) = response.outcome,
        let revision = result.value["protocolVersion"]?.string.flatMap(ProtocolRevision.init(rawValue:))
      {
        let id = response.sessionID ?? Identifier.random()
        session.agree(on: revision)
        guard sessions.insert(session, id: id) else {
          session.end(.reset)
          responder.respond(.text(503, "All sessions are in use"))
          return
        }
        if response.sessionID == nil { answer.headers.add("Mcp-Session-Id", id) }
      } else {
        session.end(.ended)
      }
      responder.respond(answer)
    }
  }

  /// A message of a session.
  func pass(
    _ event: CarrierEvent, to id: String, _ exchange: HTTPExchange, _ deadline: ContinuousClock.Instant?
  ) -> HTTPAnswer {
    guard let session = sessions[id] else { return .now(refusal(event, .unknownSession, status: 404)) }
    if let fault = exchange.revisionFault(session.revision) { return .now(refusal(event, fault, status: 400)) }
    if case .batch = event, session.revision?.traits.contains(.batches) != true {
      return .now(
        refusal(
          event, MCPError(.invalidRequest, "A batch is allowed in a session of revision 2025-03-26 only"), status: 400))
    }
    guard !session.isFull else { return .now(.text(503, "Too many messages of this session are waiting")) }
    let requests = event.requests
    guard !requests.isEmpty || event.isMalformed else {
      session.receive(event, bytes: exchange.requestBody.count)
      return .now(HTTPResponse(status: 202))
    }
    let takesEvents = exchange.accepts("text/event-stream")
    guard let attachment = session.open(for: requests, takesEvents: takesEvents) else {
      return .now(refusal(event, .isInFlight, status: 200))
    }
    session.receive(event, bytes: exchange.requestBody.count, deadline: deadline)
    return .open { [self] responder in
      await deliver(attachment, to: responder, takesEvents: takesEvents)
    }
  }

  /// A stream for what belongs to no request, or one that is taken up again.
  func listen(_ exchange: HTTPExchange) -> HTTPAnswer {
    guard let id = exchange.sessionID else { return .now(.notAllowed("POST")) }
    guard exchange.accepts("text/event-stream") else { return .now(.text(406, "A stream is text/event-stream")) }
    guard let session = sessions[id] else { return .now(.unknownSession) }
    if let fault = exchange.revisionFault(session.revision) { return .now(.text(400, fault.message)) }
    let attachment: HTTPSession.Attachment
    if let last = exchange.header("Last-Event-ID") {
      guard let resumed = session.resume(after: last) else {
        return .now(.text(400, "The stream of that Last-Event-ID cannot be taken up again"))
      }
      attachment = resumed
    } else {
      attachment = session.openStandalone()
    }
    return .open { [self] responder in
      responder.beginEvents()
      await deliver(attachment, to: responder, begun: true)
    }
  }

  func endSession(_ exchange: HTTPExchange) -> HTTPAnswer {
    guard let id = exchange.sessionID else { return .now(.notAllowed("POST")) }
    guard let session = sessions[id] else { return .now(.unknownSession) }
    if let fault = exchange.revisionFault(session.revision) { return .now(.text(400, fault.message)) }
    return .now(sessions.end(id) ? HTTPResponse(status: 204) : .unknownSession)
  }

  /// Sends a stream for as long as the client is there. That it leaves cancels nothing.
  func deliver(
    _ attachment: HTTPSession.Attachment, to responder: HTTPResponder, takesEvents: Bool = true, begun: Bool = false
  ) async {
    defer { attachment.end() }
    var hasBegun = begun
    while true {
      switch await attachment.next() {
      case .answer(let bytes, let response):
        // Before the client can see the answer: from then on the session is idle.
        attachment.end()
        let status = response.map { Self.statusInSession(of: $0) } ?? 200
        responder.respond(HTTPResponse(status: status, headers: Self.jsonHeaders, body: bytes))
        return
      case .events(let events):
        if !hasBegun { responder.beginEvents() }
        hasBegun = true
        for event in events where !(await responder.send(event)) { return }
      case .over:
        guard !hasBegun else { return }
        // A cancelled request has no answer.
        if takesEvents {
          responder.beginEvents()
        } else {
          responder.respond(HTTPResponse(status: 202))
        }
        return
      }
    }
  }

  /// What is wrong with a message, under the id that it has.
  func refusal(_ event: CarrierEvent, _ error: MCPError, status: Int) -> HTTPResponse {
    response(JSONRPCResponse(id: event.requests.first, outcome: .failure(error)), status: status)
  }
}

extension HTTPResponse {
  fileprivate static let unknownSession = HTTPResponse.text(404, "The session is unknown or has ended")
}

extension CarrierEvent {
  /// The ids under which it is answered.
  var requests: [RequestID] {
    switch self {
    case .message(.request(let request)): [request.id]
    case .malformed(let response): response.id.map { [$0] } ?? []
    case .batch(let parts): parts.flatMap(\.requests)
    default: []
    }
  }

  /// Whether something in it is answered though it is no request.
  fileprivate var isMalformed: Bool {
    guard case .batch(let parts) = self else { return false }
    return parts.isEmpty || parts.contains { if case .malformed = $0 { true } else { false } }
  }
}

/// Who opened a session: of the exchange that did nothing else is kept.
final class Client: Peer {
  let address: String

  init(_ address: String) { self.address = address }
}
