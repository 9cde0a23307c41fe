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
    switch exchange.withHost({ allows(host: $0) }) {
    case true?: break
    case false?: return .text(403, "This server is not known by that Host")
    case nil: return .text(400, "The Host is not a name or an address, and a port")
    }
    guard exchange.hasHeader("Origin") else { return nil }
    // Each that was sent, since nobody sends two honestly.
    for origin in exchange.headers("Origin") where !allows(origin: origin, host: exchange.host) {
      return .text(403, "Web pages of that Origin may not use this server")
    }
    return nil
  }

  /// An address cannot be rebound, so any is allowed; of names only this machine's own, and those that were named. Read
  /// where it stands: this happens with every request.
  ///
  /// - Returns: nil where it is malformed.
  private func allows(host: UnsafeRawBufferPointer) -> Bool? {
    guard let name = Self.name(of: host) else { return nil }
    if Self.isLocal(name) || Self.isAddress(name) { return true }
    return !hosts.isEmpty && hosts.contains(String(decoding: name, as: UTF8.self).lowercased())
  }

  /// Pages of this machine and of this server itself, and those that were named.
  private func allows(origin: String, host: String) -> Bool {
    let origin = origin.lowercased()
    if origins.contains(origin) { return true }
    guard let scheme = ["http://", "https://"].first(where: origin.hasPrefix) else { return false }
    var authority = String(origin.dropFirst(scheme.count))
    let isHost = authority == host.lowercased()
    return authority.withUTF8 { authority in
      Self.name(of: UnsafeRawBufferPointer(authority)).map { isHost || Self.isLocal($0) } ?? false
    }
  }

  private static func isOfIPv6(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
      || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f")
  }

  /// Whether a character cannot stand in a host and a port, because it begins or ends something else.
  private static func endsAuthority(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "#"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "@"), UInt8(ascii: "\\"): true
    default: false
    }
  }

  /// What stands in front of the port, an IPv6 address with its brackets; nil where it is not that alone (RFC 9110,
  /// section 7.2).
  private static func name(of authority: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var end = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.count
    if authority.first == UInt8(ascii: "[") {
      guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      end = bracket + 1
    }
    let port = authority[end...]
    guard port.first ?? UInt8(ascii: ":") == UInt8(ascii: ":"), port.dropFirst().allSatisfy(isDigit) else { return nil }
    let name = UnsafeRawBufferPointer(rebasing: authority[..<end])
    return name.contains(where: endsAuthority) ? nil : name
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isLocal(_ name: UnsafeRawBufferPointer) -> Bool {
    ends(name, with: "localhost", isAll: true) || ends(name, with: "127.0.0.1", isAll: true)
      || ends(name, with: "[::1]", isAll: true) || ends(name, with: ".localhost", isAll: false)
  }

  /// Whether a name ends with a text, or is it; without case.
  private static func ends(_ name: UnsafeRawBufferPointer, with text: StaticString, isAll: Bool) -> Bool {
    let start = name.count - text.utf8CodeUnitCount
    guard isAll ? start == 0 : start >= 0 else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      let byte = name[start + index]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      guard (isUpper ? byte | 0x20 : byte) == text.utf8Start[index] else { return false }
    }
    return true
  }

  /// Four decimal numbers, or what an IPv6 address is written with in brackets.
  private static func isAddress(_ name: UnsafeRawBufferPointer) -> Bool {
    if name.first == UInt8(ascii: "[") {
      return name.contains(UInt8(ascii: ":")) && name.dropFirst().dropLast().allSatisfy(isOfIPv6)
    }
    var numbers = 0
    // Of the number that is being read; nil before its first digit.
    var number: Int?
    for byte in name {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let value = (number ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        guard value <= 255 else { return false }
        number = value
      case UInt8(ascii: "."):
        guard number != nil else { return false }
        numbers += 1
        number = nil
      default: return false
      }
    }
    return numbers == 3 && number != nil
  }
}
