package import CoreHTTP
internal import MCPEngine

extension HTTPService {
  /// What is neither MCP nor of its clients: pages for probes and for people.
  func page(_ exchange: HTTPExchange) -> HTTPAnswer {
    switch exchange.path {
    case "/livez", "/readyz", "/healthz", "/": break
    default: return .now(.text(404, "Not found"))
    }
    guard exchange.method == "GET" || exchange.method == "HEAD" else { return .now(.notAllowed("GET, HEAD")) }
    switch exchange.path {
    // Depends on nothing: who asks would start the process again, which helps against nothing outside it.
    case "/livez": return .now(.text(200, "live"))
    case "/": return index
    default: return readiness
    }
  }

  /// Answers what comes while the server drains: it is alive, and takes nothing new.
  package func answerLate(_ exchange: HTTPExchange) -> HTTPResponse {
    if let refusal = gate.refusal(of: exchange), !isNamelessProbe(exchange) { return refusal }
    return exchange.isPath("/livez") ? .text(200, "live") : .text(503, "shutting down")
  }

  private var index: HTTPAnswer {
    guard let index = settings.index else { return .now(.text(200, "A server of MCP, at /mcp")) }
    return .later { [offersSSE = settings.offersSSE] in await index().response(withSSE: offersSSE) }
  }

  private var readiness: HTTPAnswer {
    guard !drain.isRaised else { return .now(.text(503, "shutting down")) }
    guard let obstacle = settings.obstacle else { return .now(.text(200, "ready")) }
    return .later {
      let reason = await obstacle()
      return reason.map { .text(503, $0) } ?? .text(200, "ready")
    }
  }
}
