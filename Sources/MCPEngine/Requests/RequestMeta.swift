internal import JSON
internal import MCPModel

/// What the `_meta` of a request says of the request itself, found in one walk. Valid while the request lives.
struct RequestMeta {
  private(set) var protocolVersion: JSONView?
  private var clientCapabilities: JSONView?
  private var clientInfo: JSONView?
  private var logLevel: JSONView?

  /// - Throws: -32602 where there is `_meta` that is no object.
  init(of request: borrowing JSONRPCRequest) throws(MCPError) {
    guard let meta = request.paramsView?["_meta"] else { return }
    guard meta.kind == .object else { throw .invalidParams("must be an object", at: "/params/_meta") }
    var members = meta.members
    while members.advance() {
      if members.isNamed(MetaKey.protocolVersion) {
        protocolVersion = members.value
      } else if members.isNamed(MetaKey.clientCapabilities) {
        clientCapabilities = members.value
      } else if members.isNamed(MetaKey.clientInfo) {
        clientInfo = members.value
      } else if members.isNamed(MetaKey.logLevel) {
        logLevel = members.value
      }
    }
  }

  /// Checks what a stateless request has to say besides its revision, and what it may (2026-07-28, Basic, `_meta`).
  ///
  /// - Throws: -32602, naming the place.
  func check() throws(MCPError) {
    guard let clientCapabilities else {
      throw .invalidParams("is required", at: Self.pointer(MetaKey.clientCapabilities))
    }
    guard clientCapabilities.kind == .object else {
      throw .invalidParams("must be an object", at: Self.pointer(MetaKey.clientCapabilities))
    }
    if let client = clientInfo?.value, client.kind(of: "name") != .string || client.kind(of: "version") != .string {
      throw .invalidParams("must have a name and a version", at: Self.pointer(MetaKey.clientInfo))
    }
    if let logLevel, logLevel.string.flatMap(LogLevel.init(rawValue:)) == nil {
      throw .invalidParams(LogLevel.expectation, at: Self.pointer(MetaKey.logLevel))
    }
  }

  static func pointer(_ key: StaticString) -> String {
    "/params/_meta/" + key.description.split(separator: "/").joined(separator: "~1")
  }
}
