internal import JSON

/// Hints on whom something is for and how much it matters (MCP, Resources, Annotations).
public struct Annotations: Sendable {
  /// Whom it is meant for; nobody named means everybody.
  public var audience: [Role]
  /// From 0, entirely optional, to 1, in effect required.
  public var priority: Double?
  /// ISO 8601, such as `2025-01-12T15:00:58Z`; sent from 2025-06-18 on.
  public var lastModified: String?

  public init(audience: [Role] = [], priority: Double? = nil, lastModified: String? = nil) {
    self.audience = audience
    self.priority = priority
    self.lastModified = lastModified
  }

  init(_ received: ReceivedValue) throws(MCPError) {
    audience = try received.optional("audience")?.elements { (role) throws(MCPError) in try role.choice() } ?? []
    priority = try received.optional("priority")?.double()
    lastModified = try received.optional("lastModified")?.string()
  }

  fileprivate func write(to builder: inout JSONBuilder, _ traits: RevisionTraits) {
    builder.beginObject()
    if !audience.isEmpty { builder.array("audience", audience) { $0.string($1.rawValue) } }
    builder.member("priority", priority)
    if traits.contains(.lastModified) { builder.member("lastModified", lastModified) }
    builder.endObject()
  }
}

extension JSONBuilder {
  /// `annotations`, where there are any.
  mutating func annotations(_ annotations: Annotations?, _ traits: RevisionTraits) {
    guard let annotations else { return }
    key("annotations")
    annotations.write(to: &self, traits)
  }
}
