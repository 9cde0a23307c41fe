internal import CoreHTTP

/// Refuses requests that a web page of somebody else may have caused (2026-07-28, Streamable HTTP, Security): a page
/// cannot choose its Origin, and with a name that was rebound to this machine it cannot choose its Host.
struct OriginGate: Sendable {
  private let hosts: Set<String>
  private let origins: Set<String>

  /// - Parameters:
  ///   - hosts: names without ports.
  ///   - origins: as browsers send them: a scheme, a host, and a port where it is not the scheme's own.
  init(hosts: [String], origins: [String]) {
    self.hosts = Set(hosts.map { $0.lowercased() })
    self.origins = Set(origins.map { $0.lowercased() })
  }

  /// The answer to a request that is not let in; nil for one that is.
  func refusal(of exchange: HTTPExchange) -> HTTPResponse? {
    guard allows(host: exchange.host) else { return .text(403, "This server is not known by that Host") }
    // Each that was sent, since nobody sends two honestly.
    for origin in exchange.headers("Origin") where !allows(origin: origin, host: exchange.host) {
      return .text(403, "Web pages of that Origin may not use this server")
    }
    return nil
  }

  /// An address cannot be rebound, so any is allowed; of names only this machine's own, and those that were named.
  func allows(host: String) -> Bool {
    guard !host.contains(where: { "#/?@\\".contains($0) }) else { return false }
    let name = Self.name(of: host.lowercased())
    return Self.isLocal(name) || Self.isAddress(name) || hosts.contains(name)
  }

  /// Pages of this machine and of this server itself, and those that were named.
  func allows(origin: String, host: String) -> Bool {
    let origin = origin.lowercased()
    if origins.contains(origin) { return true }
    guard let scheme = ["http://", "https://"].first(where: origin.hasPrefix) else { return false }
    let authority = String(origin.dropFirst(scheme.count))
    guard !authority.contains(where: { "#/?@\\".contains($0) }) else { return false }
    return authority == host.lowercased() || Self.isLocal(Self.name(of: authority))
  }

  /// Without the port; an IPv6 address keeps its brackets.
  private static func name(of authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
    guard let colon = authority.utf8.firstIndex(of: UInt8(ascii: ":")) else { return authority }
    return String(authority[..<colon])
  }

  private static func isLocal(_ name: String) -> Bool {
    name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name.hasSuffix(".localhost")
  }

  /// Four decimal numbers, or anything in brackets.
  private static func isAddress(_ name: String) -> Bool {
    if name.hasPrefix("["), name.hasSuffix("]") { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.first != "+" }
  }
}
