public import JSON

/// A tool as clients see it (MCP, Server Features, Tools).
public struct Tool: Sendable {
  /// Unique within the server. Names of 1 to 128 letters, digits, `_`, `-` and `.` are what clients expect.
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  public var description: String?
  /// A JSON Schema object for the arguments.
  public var inputSchema: JSONValue
  /// A JSON Schema for `structuredContent`; sent from 2025-06-18 on.
  public var outputSchema: JSONValue?
  public var annotations: Annotations?

  public init(
    name: String,
    title: String? = nil,
    description: String? = nil,
    inputSchema: JSONValue = ["type": "object", "additionalProperties": false],
    outputSchema: JSONValue? = nil,
    annotations: Annotations? = nil
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.inputSchema = inputSchema
    self.outputSchema = outputSchema
    self.annotations = annotations
  }

  /// Hints about what a tool does (from 2025-03-26 on); a missing hint means the specification's default.
  public struct Annotations: Sendable {
    /// Does not modify its environment (default false).
    public var readOnlyHint: Bool?
    /// May destroy something (default true).
    public var destructiveHint: Bool?
    /// Calling it again with the same arguments changes nothing more (default false).
    public var idempotentHint: Bool?
    /// Reaches out to things the server does not own (default true).
    public var openWorldHint: Bool?

    public init(
      readOnlyHint: Bool? = nil, destructiveHint: Bool? = nil, idempotentHint: Bool? = nil, openWorldHint: Bool? = nil
    ) {
      self.readOnlyHint = readOnlyHint
      self.destructiveHint = destructiveHint
      self.idempotentHint = idempotentHint
      self.openWorldHint = openWorldHint
    }
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    builder.beginObject()
    builder.member("name", name)
    if traits.hasTitles { builder.member("title", title) }
    builder.member("description", description)
    builder.member("inputSchema", inputSchema)
    if traits.hasStructuredContent { builder.member("outputSchema", outputSchema) }
    if traits.hasToolAnnotations, let annotations {
      builder.key("annotations")
      builder.beginObject()
      builder.member("readOnlyHint", annotations.readOnlyHint)
      builder.member("destructiveHint", annotations.destructiveHint)
      builder.member("idempotentHint", annotations.idempotentHint)
      builder.member("openWorldHint", annotations.openWorldHint)
      builder.endObject()
    }
    builder.endObject()
  }
}
