/// Where `probe` asks over HTTP or WebSocket: `http://HOST:PORT` or `ws://HOST:PORT`.
///
/// Without TLS: a probe runs beside the server it asks, and this client is no more than it needs.
package struct ProbeURL: Sendable, Equatable {
  package enum Scheme: String, Sendable {
    case http, ws
  }

  package let scheme: Scheme
  package let host: String
  package let port: Int
  /// Host and port as a Host field has them.
  package let authority: String

  /// Nil for anything else. A slash at the end changes nothing.
  package init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"),
      let scheme = Scheme(rawValue: text[..<colon].lowercased())
    else { return nil }
    var authority = text[colon...].dropFirst(3)
    if authority.hasSuffix("/") { authority.removeLast() }
    guard case .tcp(let host, let port)? = NetworkAddress(String(authority)), port > 0 else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port
    self.authority = String(authority)
  }
}
