internal import JSON

extension Tool {
  /// Hints about what a tool does (MCP, Tools, `ToolAnnotations`); sent from 2025-03-26 on. A missing hint means the
  /// specification's default.
  public struct Annotations: Sendable {
    /// For display. From 2025-06-18 on the tool's own title comes before it.
    public var title: String?
    /// Does not modify its environment (default false).
    public var readOnlyHint: Bool?
    /// May destroy something (default true).
    public var destructiveHint: Bool?
    /// Calling it again with the same arguments changes nothing more (default false).
    public var idempotentHint: Bool?
    /// Reaches out to things the server does not own (default true).
    public var openWorldHint: Bool?

    public init(
      title: String? = nil, readOnlyHint: Bool? = nil, destructiveHint: Bool? = nil, idempotentHint: Bool? = nil,
      openWorldHint: Bool? = nil
    ) {
      self.title = title
      self.readOnlyHint = readOnlyHint
      self.destructiveHint = destructiveHint
      self.idempotentHint = idempotentHint
      self.openWorldHint = openWorldHint
    }

    func write(to builder: inout JSONBuilder) {
      builder.beginObject()
      builder.member("title", title)
      builder.member("readOnlyHint", readOnlyHint)
      builder.member("destructiveHint", destructiveHint)
      builder.member("idempotentHint", idempotentHint)
      builder.member("openWorldHint", openWorldHint)
      builder.endObject()
    }
  }
}
