internal import Bytes
internal import CoreHTTP
internal import MCPBridge
internal import MCPEngine

/// The transport that Streamable HTTP replaced: one stream for all that the client is told, and an endpoint for what it
/// says (2024-11-05, HTTP with SSE). The session is the stream.
extension HTTPService {
  func sse(_ exchange: HTTPExchange) -> HTTPAnswer {
    switch exchange.method {
    case "GET": return openStream(exchange)
    case "POST": return take(exchange)
    default: return .now(.notAllowed("GET, POST"))
    }
  }

  private func openStream(_ exchange: HTTPExchange) -> HTTPAnswer {
    guard exchange.accepts("text/event-stream") else { return .now(.text(406, "A stream is text/event-stream")) }
    let session = HTTPSession(
      peer: Client(exchange.peerAddress), text: text, settings: settings, among: sessions, hasOneStream: true)
    let id = Identifier.random()
    let attachment = session.openOnly(beginningWith: ServerSentEvent.endpoint("/sse?session=" + id))
    guard !drain.isRaised, sessions.start(session) else { return .now(.text(503, "No session can be opened now")) }
    guard sessions.insert(session, id: id) else {
      session.end(.reset)
      return .now(.text(503, "All sessions are in use"))
    }
    return .open { [self] responder in
      responder.beginEvents()
      await deliver(attachment, to: responder, begun: true)
      _ = sessions.end(id)
    }
  }

  private func take(_ exchange: HTTPExchange) -> HTTPAnswer {
    let parameters = exchange.query.split(separator: "&")
    guard let id = parameters.first(where: { $0.hasPrefix("session=") })?.dropFirst(8),
      let session = sessions[String(id), hasOneStream: true]
    else { return .now(.text(404, "The session is unknown or has ended")) }
    guard exchange.bodyIsJSON else { return .now(.text(415, "A message is application/json")) }
    let event = text.event(of: exchange.requestBody)
    if case .malformed(let response) = event { return .now(self.response(response, status: 400)) }
    guard !session.isFull else { return .now(.text(503, "Too many messages of this session are waiting")) }
    do {
      session.receive(event, bytes: exchange.requestBody.count, deadline: try exchange.deadline())
    } catch {
      return .now(refusal(event, error, status: 400))
    }
    return .now(HTTPResponse(status: 202))
  }
}
