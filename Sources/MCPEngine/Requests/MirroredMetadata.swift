internal import JSON
internal import MCPModel

/// Values of a request that its transport's metadata repeats, so that intermediaries can route without reading the
/// message (2026-07-28, Streamable HTTP, Request Metadata). A missing value is not compared.
package struct MirroredMetadata: Sendable {
  package var protocolVersion: String?
  package var method: String?
  package var name: String?

  package init(protocolVersion: String?, method: String?, name: String?) {
    self.protocolVersion = protocolVersion
    self.method = method
    self.name = name
  }

  /// The one place that compares.
  ///
  /// - Throws: -32020 where a copy differs from the message or is badly encoded.
  func check(_ request: JSONRPCRequest, protocolVersion actualVersion: String?) throws(MCPError) {
    try Self.compare(protocolVersion, actualVersion, "mcp-protocol-version")
    try Self.compare(method, request.method, "mcp-method")
    if name != nil {
      let actual = request.params?["name"]?.string ?? request.params?["uri"]?.string
      try Self.compare(name, actual, "mcp-name")
    }
  }

  private static func compare(_ mirrored: String?, _ actual: String?, _ key: String) throws(MCPError) {
    guard let mirrored else { return }
    guard let decoded = decode(mirrored) else {
      throw MCPError(.headerMismatch, "\(key) is not valid base64 of UTF-8 text")
    }
    guard decoded == actual else {
      throw MCPError(.headerMismatch, "\(key) differs from the request")
    }
  }

  /// Undoes the encoding for values that are not plain ASCII: `=?base64?...?=`.
  private static func decode(_ value: String) -> String? {
    let prefix = "=?base64?", suffix = "?="
    guard value.hasPrefix(prefix), value.hasSuffix(suffix), value.utf8.count >= prefix.utf8.count + suffix.utf8.count
    else { return value }
    let encoded = value.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
    guard let bytes = decodeBase64(encoded) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// RFC 4648, section 4, padded and with no stray bits.
  private static func decodeBase64(_ text: Substring.UTF8View) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    var bits: UInt32 = 0
    var count = 0
    var bytes: [UInt8] = []
    for character in text.dropLast(padding) {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): digit = 62
      case UInt8(ascii: "/"): digit = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(digit)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    return bits == 0 && count == padding * 2 ? bytes : nil
  }
}
