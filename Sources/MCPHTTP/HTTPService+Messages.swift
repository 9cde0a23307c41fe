internal import Bytes
package import CoreHTTP
internal import JSON
internal import MCPBridge
internal import MCPEngine
internal import MCPModel

extension HTTPService {
  /// The MCP endpoint.
  func message(_ exchange: HTTPExchange) -> HTTPAnswer {
    guard exchange.isMethod("POST") else {
      switch exchange.method {
      case "GET": return listen(exchange)
      case "DELETE": return endSession(exchange)
      default: return .now(.notAllowed("GET, POST, DELETE"))
      }
    }
    guard exchange.bodyIsJSON else { return .now(.text(415, "A message is application/json, and not compressed")) }
    guard exchange.accepts("application/json") else {
      return .now(.text(406, "Answers are application/json or text/event-stream, and the client has to accept both"))
    }
    let deadline: Result<ContinuousClock.Instant?, MCPError>
    do { deadline = .success(try exchange.deadline()) } catch { deadline = .failure(error) }
    // Taken apart once: a copy of a request counts references.
    switch text.event(of: exchange.requestBody) {
    case .malformed(let response): return .now(self.response(response, status: 400))
    case .message(.request(let request)):
      switch deadline {
      case .success(let deadline): return route(request, exchange, deadline)
      case .failure(let error): return .now(refusal(.message(.request(request)), error, status: 400))
      }
    case let event:
      switch deadline {
      case .success(let deadline): return route(event, exchange, deadline)
      case .failure(let error): return .now(refusal(event, error, status: 400))
      }
    }
  }

  private func route(
    _ request: JSONRPCRequest, _ exchange: HTTPExchange, _ deadline: ContinuousClock.Instant?
  ) -> HTTPAnswer {
    if request.isStateless { return answer(request, exchange, deadline) }
    let event = CarrierEvent.message(.request(request))
    if let id = exchange.sessionID { return pass(event, to: id, exchange, deadline) }
    if request.opensSession { return openSession(request, exchange, deadline) }
    // Each request of such a revision has to say so itself.
    if exchange.isOfStatelessRevision { return .now(refusal(event, .noWayIn, status: 400)) }
    if let fault = exchange.revisionFault(nil) { return .now(refusal(event, fault, status: 400)) }
    return answer(request, exchange, deadline)
  }

  /// What is no request by itself.
  private func route(
    _ event: CarrierEvent, _ exchange: HTTPExchange, _ deadline: ContinuousClock.Instant?
  ) -> HTTPAnswer {
    if let id = exchange.sessionID { return pass(event, to: id, exchange, deadline) }
    if case .message(let message) = event { return take(message, exchange) }
    let error = MCPError(.invalidRequest, "A batch belongs to a session of revision 2025-03-26")
    return .now(self.response(JSONRPCResponse(id: nil, outcome: .failure(error)), status: 400))
  }

  /// A notification or a response that belongs to no session. Outside of one nobody is asked anything.
  private func take(_ message: JSONRPCMessage, _ exchange: HTTPExchange) -> HTTPAnswer {
    if case .response = message {
      let error = MCPError(.invalidRequest, "A response belongs to a session, whose Mcp-Session-Id is missing")
      return .now(self.response(JSONRPCResponse(id: nil, outcome: .failure(error)), status: 400))
    }
    if let fault = exchange.revisionFault(nil) { return .now(refusal(.message(message), fault, status: 400)) }
    return .later { [self] in
      await backend.receive(message, sessionID: nil, arrival: exchange.arrival(over: HTTPCarriers.single))
      return HTTPResponse(status: 202)
    }
  }

  /// A request: answered at once as JSON where that can be done. Otherwise what it causes decides: with a message
  /// before the answer, or a long silence, the answer is a stream.
  private func answer(
    _ request: JSONRPCRequest, _ exchange: HTTPExchange, _ deadline: ContinuousClock.Instant?
  ) -> HTTPAnswer {
    let takesStreams = exchange.accepts("text/event-stream")
    let stream = takesStreams ? AnswerStream(text) : nil
    let arrival = exchange.arrival(
      over: takesStreams ? HTTPCarriers.stream : HTTPCarriers.single, deadline: deadline, sink: stream)
    switch backend.respond(to: request, sessionID: nil, arrival: arrival) {
    case .answered(let response), .opened(_, let response):
      return .now(self.response(response, status: Self.status(of: response)))
    case .pending(let work):
      return .open { [self] responder in
        if let stream {
          stream.attach(responder)
          keepAlive.insert(stream)
        }
        guard let deadline else { return await finish(await work(), stream, responder) }
        let late = JSONRPCResponse(id: request.id, outcome: .failure(.deadlineExceeded))
        await CancelScope().run(by: deadline, orElse: late, work) { [self] response in
          if let response { await finish(response, stream, responder) }
        }
      }
    }
  }

  private func finish(_ response: JSONRPCResponse, _ stream: AnswerStream?, _ responder: HTTPResponder) async {
    if let stream { keepAlive.remove(stream) }
    // Closing the stream cancels the request, and nothing more is said of it (2026-07-28, Cancellation).
    guard !Task.isCancelled else { return }
    let bytes = text.encode(response)
    // Before the client can see it, so that what is observed stands in the order of what the client does.
    response.receipt?.sent(bytes: bytes.count)
    if !responder.respond(json(bytes, response, status: Self.status(of: response))) {
      await responder.send(ServerSentEvent.message(bytes))
    }
  }

  /// An answer that is sent at once.
  func response(_ response: JSONRPCResponse, status: Int) -> HTTPResponse {
    let bytes = text.encode(response)
    response.receipt?.sent(bytes: bytes.count)
    return json(bytes, response, status: status)
  }

  func json(_ bytes: SharedBytes, _ response: JSONRPCResponse, status: Int) -> HTTPResponse {
    var headers = Self.jsonHeaders
    if let session = response.sessionID { headers.add("Mcp-Session-Id", session) }
    return HTTPResponse(status: status, headers: headers, body: bytes)
  }

  static let jsonHeaders: HTTPHeaders = ["Content-Type": "application/json"]

  /// The status that goes with an answer in the stateless revision (2026-07-28, Streamable HTTP, Request Metadata).
  static func status(of response: JSONRPCResponse) -> Int {
    guard case .failure(let error) = response.outcome else { return 200 }
    switch error.code {
    case .parseError, .invalidRequest, .headerMismatch, .unsupportedProtocolVersion, .missingRequiredClientCapability:
      return 400
    case .methodNotFound: return 404
    case .invalidParams: return error.isUnknownSession ? 404 : error.isAboutMeta ? 400 : 200
    default: return 200
    }
  }

  /// The same in a session, where a request that was received is answered, also with an error (2025-11-25, Streamable
  /// HTTP, Sending Messages): clients give a session up at any other status. 404 is its end (Session Management).
  static func statusInSession(of response: JSONRPCResponse) -> Int {
    if case .failure(let error) = response.outcome, error.isUnknownSession { return 404 }
    return 200
  }
}

extension JSONRPCRequest {
  /// Whether it brings its revision with it, and belongs to no session whatever its headers say.
  fileprivate var isStateless: Bool { params?["_meta"]?[MetaKey.protocolVersion] != nil }
}

extension HTTPExchange {
  /// The legacy session that the client means. Who says that it speaks a revision without sessions means none.
  var sessionID: String? { isOfStatelessRevision ? nil : joinedHeader("Mcp-Session-Id") }

  /// Whether the client says that it speaks a revision without sessions.
  fileprivate var isOfStatelessRevision: Bool {
    joinedHeader("MCP-Protocol-Version").flatMap(ProtocolRevision.init(rawValue:))?.isStateless ?? false
  }

  /// What is wrong with the revision that the client names (2025-11-25, Streamable HTTP, Protocol Version Header).
  ///
  /// - Parameter agreed: that of the session, once it has one.
  func revisionFault(_ agreed: ProtocolRevision?) -> MCPError? {
    guard let named = joinedHeader("MCP-Protocol-Version"), named != agreed?.rawValue else { return nil }
    guard let agreed else {
      return ProtocolRevision(rawValue: named) == nil
        ? MCPError(.invalidRequest, "MCP-Protocol-Version names no revision that is served") : nil
    }
    return MCPError(.headerMismatch, "MCP-Protocol-Version differs from the session's \(agreed.rawValue)")
  }

  /// What the exchange itself says of its message.
  func arrival(
    over carrier: CarrierAbilities, deadline: ContinuousClock.Instant? = nil, sink: (any MessageSink)? = nil
  ) -> Arrival {
    // Of two that are not the same nobody knows which another reader takes: joined they are a value that nothing equals.
    let mirrored = MirroredMetadata(
      protocolVersion: joinedHeader("MCP-Protocol-Version"), method: joinedHeader("Mcp-Method"),
      name: joinedHeader("Mcp-Name"), isRequired: true, arguments: self)
    return Arrival(carrier: carrier, peer: self, deadline: deadline, mirrored: mirrored, sink: sink)
  }
}

extension HTTPExchange: MirroredArguments {
  package func argument(_ name: String) -> String? {
    let values = all.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  package var all: [(name: String, value: String)] {
    let prefix = "mcp-param-"
    return allHeaders.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.value) }
  }
}
