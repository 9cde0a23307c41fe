package import JSON

/// Something a server asks of a client while it serves the client's request (MCP, Client Features).
///
/// In a legacy session it is a request of the server; in the stateless revision it is an entry of `inputRequests`
/// (2026-07-28, Multi Round-Trip Requests).
public enum InputRequest: Sendable {
  /// Input of the user.
  case elicitation(ElicitRequest)
  /// What a language model says.
  case sampling(CreateMessageRequest)
  /// The folders and files that the user wants worked on.
  case roots

  package var method: String {
    switch self {
    case .elicitation: "elicitation/create"
    case .sampling: "sampling/createMessage"
    case .roots: "roots/list"
    }
  }

  /// The params without `_meta`; nil where there are none.
  ///
  /// - Throws: -32603 for what the revision has no words for.
  package func params(for revision: ProtocolRevision) throws(MCPError) -> JSONValue? {
    switch self {
    case .elicitation(let request): try request.params(for: revision)
    case .sampling(let request): try request.params(for: revision)
    case .roots: nil
    }
  }

  /// What the client would have to declare, and has not, before it may be asked; nil where it may be.
  ///
  /// - Parameter declared: the client's capabilities, as it sent them.
  /// - Returns: the `requiredCapabilities` of -32021.
  package func missingCapability(_ declared: JSONValue, for revision: ProtocolRevision) -> JSONValue? {
    let traits = revision.traits
    switch self {
    case .roots:
      return Self.missing("roots", [], in: declared)
    case .elicitation(.form):
      guard traits.contains(.elicitationModes) else {
        return traits.contains(.elicitation) ? Self.missing("elicitation", [], in: declared) : ["elicitation": [:]]
      }
      // A client that names no mode means forms, as all did before there were modes.
      if let modes = declared["elicitation"], modes.kind == .object, modes["url"] == nil { return nil }
      return Self.missing("elicitation", ["form"], in: declared)
    case .elicitation(.url):
      return traits.contains(.elicitationModes)
        ? Self.missing("elicitation", ["url"], in: declared) : ["elicitation": ["url": [:]]]
    case .sampling(let request):
      var parts: [StaticString] = []
      if request.usesTools { parts.append("tools") }
      if traits.contains(.samplingTools) {
        if request.includeContext.map({ $0 != .none }) == true { parts.append("context") }
        return Self.missing("sampling", parts, in: declared)
      }
      return request.usesTools ? ["sampling": ["tools": [:]]] : Self.missing("sampling", [], in: declared)
    }
  }

  /// What is missing of a capability and those of its parts that are needed.
  private static func missing(_ name: StaticString, _ parts: [StaticString], in declared: JSONValue) -> JSONValue? {
    let capability = declared[name]
    let absent = parts.filter { capability?[$0]?.kind != .object }
    if capability?.kind == .object, absent.isEmpty { return nil }
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key(name)
    builder.beginObject()
    for part in absent { builder.member(part, [:] as JSONValue) }
    builder.endObject()
    builder.endObject()
    return builder.finish()
  }
}
