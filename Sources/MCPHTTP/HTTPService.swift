/// Why this room exists: it offers a backend over HTTP as MCP's transport pages say: Streamable HTTP, and JSON-RPC over
/// WebSocket, with pages for probes and people. It imports CoreHTTP, Handoff, MCPBridge, MCPEngine, MCPModel, JSON and
/// Bytes, and knows what the transport pages say of headers and statuses, but of no method what it means.

package import CoreHTTP
internal import JSON
internal import MCPBridge
package import MCPEngine
internal import MCPModel

/// MCP over HTTP on a backend: the handler of an `HTTPServer`.
package final class HTTPService: Sendable {
  let backend: any Backend
  let drain: DrainSignal
  let settings: HTTPServiceSettings
  let text: JSONRPCText
  let gate: OriginGate
  let cors: CORS?
  let keepAlive: KeepAlive
  let sessions: HTTPSessions

  /// - Parameter drain: when it is raised the service says that it is not ready.
  package init(backend: any Backend, drain: DrainSignal, settings: HTTPServiceSettings) {
    self.backend = backend
    self.drain = drain
    self.settings = settings
    self.text = JSONRPCText(
      limits: JSONLimits(maximumDepth: settings.jsonDepth, maximumSizeBytes: settings.maxMessageBytes))
    self.gate = OriginGate(hosts: settings.allowedHosts, origins: settings.allowedOrigins)
    self.cors = settings.allowsCORS ? CORS(origins: settings.allowedOrigins) : nil
    self.keepAlive = KeepAlive(interval: settings.keepAliveInterval)
    self.sessions = HTTPSessions(backend: backend, settings: settings)
  }

  /// Does what belongs to no single exchange, for as long as `body` runs. Called once, around `HTTPServer.run`.
  package func whileRunning<Value, Failure: Error>(
    _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let outcome = await withTaskGroup(of: Void.self) { group in
      group.addTask { [keepAlive, sessions] in await keepAlive.run { sessions.tick() } }
      group.addTask { [sessions] in await sessions.run() }
      group.addTask { [drain, sessions] in
        await drain.wait()
        sessions.drain()
      }
      defer { group.cancelAll() }
      do throws(Failure) {
        return Result<Value, Failure>.success(try await body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Answers one exchange.
  package func answer(_ exchange: HTTPExchange) -> HTTPAnswer {
    if let refusal = gate.refusal(of: exchange) { return isNamelessProbe(exchange) ? page(exchange) : .now(refusal) }
    if let preflight = cors?.preflight(exchange) { return .now(preflight) }
    if exchange.isPath("/mcp") { return message(exchange) }
    switch exchange.path {
    case "/ws": return socket(exchange)
    case "/sse" where settings.offersSSE: return sse(exchange)
    default: return page(exchange)
    }
  }

  /// Simple probes of HTTP/1.0 name no host, and no browser leaves it out.
  func isNamelessProbe(_ exchange: HTTPExchange) -> Bool {
    exchange.host.isEmpty && !exchange.hasHeader("Origin") && ["/livez", "/readyz", "/healthz"].contains(exchange.path)
  }
}

extension HTTPResponse {
  /// The path is there, but not for this method.
  static func notAllowed(_ methods: String) -> HTTPResponse {
    var response = HTTPResponse.text(405, "Method not allowed: use \(methods)")
    response.headers.add("Allow", methods)
    return response
  }
}

/// What HTTP can carry.
package enum HTTPCarriers {
  /// A POST whose answer may be a stream.
  package static let stream = CarrierAbilities(
    transport: "http", carriesNotifications: true)
  /// A POST of a client that takes no streams.
  package static let single = CarrierAbilities(
    transport: "http", carriesNotifications: false, subscriptionsNeed: "an Accept header with text/event-stream",
    questionsNeed: "an Accept header with text/event-stream")
  /// A legacy session, whose messages each find a stream.
  package static let session = CarrierAbilities(transport: "http", carriesNotifications: true)
  package static let webSocket = CarrierAbilities(transport: "websocket", carriesNotifications: true)
}

extension HTTPExchange: Peer {
  package var address: String { peerAddress }
}
