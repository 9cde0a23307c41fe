internal import Bytes
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
      try Self.compare(name, Self.name(of: request), "mcp-name")
    }
  }

  /// What a request is about: a task, or else what it names.
  private static func name(of request: JSONRPCRequest) -> String? {
    guard !request.method.hasPrefix("tasks/") else { return request.params?["taskId"]?.string }
    return request.params?["name"]?.string ?? request.params?["uri"]?.string
  }

  private static func compare(_ mirrored: String?, _ actual: String?, _ key: String) throws(MCPError) {
    guard let mirrored else { return }
    guard let decoded = decode(mirrored) else {
      throw MCPError(.headerMismatch, "\(key) is not valid base64 of UTF-8 text")
    }
    // By bytes: Swift's own comparison takes two spellings of one character for the same.
    guard let actual, decoded.utf8.elementsEqual(actual.utf8) else {
      throw MCPError(.headerMismatch, "\(key) differs from the request")
    }
  }

  /// Undoes the encoding for values that are not plain ASCII: `=?base64?...?=`.
  private static func decode(_ value: String) -> String? {
    let prefix = "=?base64?", suffix = "?="
    guard value.hasPrefix(prefix), value.hasSuffix(suffix), value.utf8.count >= prefix.utf8.count + suffix.utf8.count
    else { return value }
    let encoded = value.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
    return Base64.decode(String(encoded))?.string
  }
}
