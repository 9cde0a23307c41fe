internal import Bytes
internal import JSON
package import MCPModel

/// Values of a request that its transport's metadata repeats, so that intermediaries can route without reading the
/// message (2026-07-28, Streamable HTTP, Request Metadata). An object, as `Arrival` is.
package final class MirroredMetadata: Sendable {
  package let protocolVersion: String?
  package let method: String?
  package let name: String?
  /// Whether copies must be there where the revision wants them, as over HTTP. Otherwise a missing one is not compared.
  package let isRequired: Bool
  /// Copies of a tool's arguments; nil where the transport makes none.
  package let arguments: (any MirroredArguments)?

  package init(
    protocolVersion: String?, method: String?, name: String?, isRequired: Bool = false,
    arguments: (any MirroredArguments)? = nil
  ) {
    self.protocolVersion = protocolVersion
    self.method = method
    self.name = name
    self.isRequired = isRequired
    self.arguments = arguments
  }

  /// Compares what can be compared without the engine, for whoever carries the request to an engine elsewhere. The
  /// revision of a legacy session and the schema of a tool are known there, so what repeats them has to travel.
  ///
  /// - Throws: -32020, as `check`.
  package func checkOnTheWay(_ request: JSONRPCRequest, sessionID: String?) throws(MCPError) {
    if let version = request.params?["_meta"]?[MetaKey.protocolVersion] {
      // What is no text is refused for that, where the request is served.
      guard version.kind == .string else { return }
      return try check(request, protocolVersion: version, isStateless: true)
    }
    guard sessionID != nil, request.method != "initialize" else { return }
    if let protocolVersion {
      let key = "mcp-protocol-version"
      // Only such text can travel, and no revision is called anything else.
      guard protocolVersion.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
        throw MCPError(.headerMismatch, "\(key) differs from the request")
      }
    }
    try checkSubject(of: request, isRequired: false)
  }

  /// Compares what the message itself says with its copies.
  ///
  /// - Parameter actualVersion: a string.
  /// - Throws: -32020 where a copy is missing, differs from the message or is badly encoded.
  func check(
    _ request: JSONRPCRequest, protocolVersion actualVersion: JSONValue, isStateless: Bool = false
  ) throws(MCPError) {
    let isRequired = isRequired && isStateless
    let key = "mcp-protocol-version"
    try Self.compare(try plain(protocolVersion, key), key, isRequired: isRequired) { actualVersion.isString($0) }
    try checkSubject(of: request, isRequired: isRequired)
  }

  /// The same within a session, which has its revision from `initialize`.
  func check(_ request: JSONRPCRequest, of revision: ProtocolRevision) throws(MCPError) {
    let key = "mcp-protocol-version"
    try Self.compare(try plain(protocolVersion, key), key, isRequired: false) { revision.rawValue.hasSameBytes(as: $0) }
    try checkSubject(of: request, isRequired: false)
  }

  private func checkSubject(of request: JSONRPCRequest, isRequired: Bool) throws(MCPError) {
    let key = "mcp-method"
    try Self.compare(try plain(method, key), key, isRequired: isRequired) { request.method.hasSameBytes(as: $0) }
    guard name != nil || isRequired, let parameter = Self.nameKey(of: request.method) else { return }
    let actual = request.params?[parameter]
    let isNamed = actual?.kind == .string
    let decoded = try name.map { (name) throws(MCPError) in try Self.decode(name, "mcp-name") }
    try Self.compare(decoded, "mcp-name", isRequired: isRequired && isNamed) { actual?.isString($0) ?? false }
  }

  /// Over HTTP only names and arguments may be encoded, so that whoever reads methods and revisions on the way reads the
  /// same as we do. In gRPC's metadata all copies may.
  private func plain(_ copy: String?, _ key: String) throws(MCPError) -> String? {
    guard let copy, !isRequired else { return copy }
    return try Self.decode(copy, key)
  }

  /// Compares the copies of a call's arguments.
  ///
  /// - Throws: -32020, as `check`.
  func check(_ arguments: JSONValue, of tool: ToolEntry) throws(MCPError) {
    guard let copies = self.arguments else { return }
    for argument in tool.mirroredArguments {
      let key = "mcp-param-" + argument.name
      let value = argument.path.reduce(Optional(arguments)) { $0?[$1] }.flatMap { $0.kind == .null ? nil : $0 }
      guard let copy = copies.argument(argument.name) else {
        guard value == nil else { throw MCPError(.headerMismatch, "\(key) is missing") }
        continue
      }
      let decoded = try Self.decode(copy, key)
      guard let value, Self.says(decoded, value) else {
        throw MCPError(.headerMismatch, "\(key) differs from the request")
      }
    }
  }

  /// Whether a copy says the value; numbers are compared as such, so that `42.0` is 42.
  private static func says(_ copy: String, _ value: JSONValue) -> Bool {
    switch value.kind {
    case .string: value.isString(copy)
    case .number: copy.utf8.allSatisfy("0123456789+-.eE".utf8.contains) && Double(copy) == value.double
    case .bool: value.bool.map { copy == ($0 ? "true" : "false") } ?? false
    default: false
    }
  }

  /// The parameter that a request is named by (Streamable HTTP, Standard Request Headers; the tasks extension has the
  /// last three). Of any other method nothing is to be named, whatever its parameters are called: it may be one that is
  /// not known here, which has to be said.
  private static func nameKey(of method: String) -> StaticString? {
    switch method {
    case "tools/call", "prompts/get": "name"
    case "resources/read": "uri"
    case "tasks/get", "tasks/update", "tasks/cancel": "taskId"
    default: nil
    }
  }

  /// The one place that compares.
  private static func compare(
    _ mirrored: String?, _ key: String, isRequired: Bool, _ isActual: (String) -> Bool
  ) throws(MCPError) {
    guard let mirrored else {
      guard !isRequired else { throw MCPError(.headerMismatch, "\(key) is missing") }
      return
    }
    guard isActual(mirrored) else {
      throw MCPError(.headerMismatch, "\(key) differs from the request")
    }
  }

  /// Undoes the encoding for values that are not plain ASCII: `=?base64?...?=`.
  private static func decode(_ value: String, _ key: String) throws(MCPError) -> String {
    let prefix = "=?base64?", suffix = "?="
    guard value.utf8.first == UInt8(ascii: "="), value.hasPrefix(prefix), value.hasSuffix(suffix),
      value.utf8.count >= prefix.utf8.count + suffix.utf8.count
    else {
      guard isPlain(value) else {
        throw MCPError(.headerMismatch, "\(key) has characters that have to be encoded in base64")
      }
      return value
    }
    let encoded = value.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
    guard let text = Base64.decode(String(encoded))?.string else {
      throw MCPError(.headerMismatch, "\(key) is not valid base64 of UTF-8 text")
    }
    return text
  }
}

extension MirroredMetadata {
  /// Whether a value may be sent as it is.
  private static func isPlain(_ value: String) -> Bool {
    var value = value
    return value.withUTF8 { $0.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 <= 0x7E } }
  }
}

extension String {
  /// By bytes: Swift's own comparison takes two spellings of one character for the same.
  func hasSameBytes(as other: String) -> Bool {
    var (left, right) = (self, other)
    return left.withUTF8 { left in
      right.withUTF8 { UnsafeRawBufferPointer(left).equals(UnsafeRawBufferPointer($0)) }
    }
  }
}

/// The copies of a tool's arguments that came with its call. An object, as `Peer` is.
package protocol MirroredArguments: AnyObject, Sendable {
  /// The copy, as it was sent, under a name of the tool's schema; nil where there is none.
  func argument(_ name: String) -> String?

  /// All of them, as they were sent.
  var all: [(name: String, value: String)] { get }
}
