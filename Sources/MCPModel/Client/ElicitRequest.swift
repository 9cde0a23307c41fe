internal import JSON

/// A question to the user (MCP, Elicitation); clients are asked from 2025-06-18 on.
public enum ElicitRequest: Sendable {
  /// A form to fill in. The client, and whatever model it works for, sees the answer: never ask for a secret with it.
  case form(message: String, schema: ElicitationSchema)
  /// A page to visit, for what must not pass through the client; from 2025-11-25 on. Acceptance says that the user
  /// agreed to go there, not that anything was done.
  ///
  /// `elicitationID` is unique within the server and names the visit when its end is told; sent in 2025-11-25 only.
  case url(message: String, url: String, elicitationID: String)

  /// The params without `_meta`.
  ///
  /// - Throws: -32603 for what the revision has no words for.
  func params(for revision: ProtocolRevision) throws(MCPError) -> JSONValue {
    let traits = revision.traits
    guard traits.contains(.elicitation) else { throw .cannotAsk("Input of the user", in: revision) }
    var builder = JSONBuilder()
    builder.beginObject()
    switch self {
    case .form(let message, let schema):
      if traits.contains(.elicitationModes) { builder.member("mode", "form") }
      builder.member("message", message)
      builder.key("requestedSchema")
      try schema.write(to: &builder, for: revision)
    case .url(let message, let url, let elicitationID):
      guard traits.contains(.elicitationModes) else { throw .cannotAsk("A visit to a URL", in: revision) }
      builder.member("mode", "url")
      builder.member("message", message)
      if traits.contains(.elicitationIDs) { builder.member("elicitationId", elicitationID) }
      builder.member("url", url)
    }
    builder.endObject()
    return builder.finish()
  }
}
