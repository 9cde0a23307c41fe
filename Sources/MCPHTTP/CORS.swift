internal import CoreHTTP

/// Lets web pages of other origins read answers (Fetch, section 3.2): a browser shows them only to pages that the
/// server names. Who gets in at all is for `OriginGate` to say, before this.
struct CORS: Sendable {
  private let origins: Set<String>

  /// - Parameter origins: as browsers send them; none for a server that has nothing to do with this.
  init?(origins: [String]) {
    guard !origins.isEmpty else { return nil }
    self.origins = Set(origins.map { $0.lowercased() })
  }

  /// What a page may send and read beyond what every page may. Names that begin with the last are parameters of tools.
  private static let requestHeaders: Set<String> = [
    "accept", "authorization", "content-type", "grpc-timeout", "last-event-id", "mcp-method", "mcp-name", "mcp-protocol-version",
    "mcp-session-id", "traceparent", "tracestate", "baggage",
  ]
  private static let parameterPrefix = "mcp-param-"
  private static let responseHeaders = "Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate"
  /// How long a browser need not ask again, in seconds.
  private static let maxAge = "600"

  /// Has whatever is answered say who may read it; answers a preflight, which is nobody else's business.
  func preflight(_ exchange: HTTPExchange) -> HTTPResponse? {
    // What is answered to one page is not for a cache to give to another.
    exchange.answerHeaders.add("Vary", "Origin")
    guard let origin = exchange.singleHeader("Origin"), origins.contains(origin.lowercased()) else { return nil }
    exchange.answerHeaders.add("Access-Control-Allow-Origin", origin)
    guard exchange.method == "OPTIONS", exchange.header("Access-Control-Request-Method") != nil else {
      exchange.answerHeaders.add("Access-Control-Expose-Headers", Self.responseHeaders)
      return nil
    }
    var headers: HTTPHeaders = [
      "Access-Control-Allow-Methods": "GET, POST, DELETE", "Access-Control-Max-Age": Self.maxAge,
    ]
    let allowed = Self.allowed(of: exchange.headers("Access-Control-Request-Headers"))
    if !allowed.isEmpty { headers.add("Access-Control-Allow-Headers", allowed.joined(separator: ", ")) }
    return HTTPResponse(status: 204, headers: headers)
  }

  /// Those of the header fields asked for that a page may send. The names of tools' parameters are not known here, so
  /// they are allowed as they are asked for.
  private static func allowed(of fields: [String]) -> [String] {
    let names = fields.flatMap { $0.lowercased().split { ", \t".contains($0) } }.map(String.init)
    return names.filter { name in
      requestHeaders.contains(name) || (name.hasPrefix(parameterPrefix) && HTTPHeaders.isValidName(name))
    }
  }
}

extension HTTPExchange {
  /// A header field's value where there is exactly one, and it can be sent back.
  fileprivate func singleHeader(_ name: StaticString) -> String? {
    let values = headers(name)
    guard values.count == 1, let value = values.first, HTTPHeaders.isValidValue(value) else { return nil }
    return value
  }
}
