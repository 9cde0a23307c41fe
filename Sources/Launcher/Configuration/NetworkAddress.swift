internal import Glibc

/// Where a server listens or is found.
public enum NetworkAddress: Sendable, Hashable {
  /// A host name, an IPv4 address or an IPv6 address without brackets, and a port from 0 to 65535.
  case tcp(host: String, port: Int)
  /// The path of a Unix domain socket.
  case unix(path: String)

  /// Where `serve` listens, and clients look for it, when nothing else is said: on this machine only.
  package static let standard = NetworkAddress.tcp(host: "127.0.0.1", port: 50051)

  /// Reads `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`; nil for anything else. Names are not looked up.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      // sockaddr_un holds 108 bytes, the last of them NUL.
      guard !path.isEmpty, path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
      return nil
    }
    let host = text[..<colon]
    if host.hasPrefix("[") {
      let inner = String(host.dropFirst().dropLast())
      guard host.hasSuffix("]"), Self.isIPv6(inner) else { return nil }
      self = .tcp(host: inner, port: port)
    } else {
      guard Self.isHost(host) else { return nil }
      self = .tcp(host: String(host), port: port)
    }
  }

  private static func port(_ text: Substring) -> Int? {
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy(isDigit), let port = Int(text) else { return nil }
    return port <= 65535 ? port : nil
  }

  private static func isHost(_ host: Substring) -> Bool {
    guard (1...253).contains(host.utf8.count) else { return false }
    // A name whose last label is a number is meant as an IPv4 address (WHATWG URL, hosts).
    let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if let last = labels.last, !last.isEmpty, last.allSatisfy(isDigit) {
      var address = in_addr()
      return inet_pton(AF_INET, String(host), &address) == 1
    }
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        && label.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
  }

  private static func isIPv6(_ text: String) -> Bool {
    guard !text.utf8.contains(0) else { return false }
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

extension NetworkAddress {
  /// The address with the port that was chosen where it asked for any.
  func with(port: Int) -> NetworkAddress {
    if case .tcp(let host, 0) = self { .tcp(host: host, port: port) } else { self }
  }
}

extension NetworkAddress: CustomStringConvertible {
  /// The text that `init` reads; gRPC takes it as it is, as a target and as an address to bind.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
