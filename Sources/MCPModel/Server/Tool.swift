public import JSON

/// A tool as clients see it (MCP, Tools).
public struct Tool: Sendable {
  /// Unique within the server; see `nameWarning`.
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  /// For the model: what the tool does, and when it is the one to call.
  public var description: String?
  /// A JSON Schema object for the arguments; its `type` is `object`.
  public var inputSchema: JSONValue
  /// A JSON Schema object for `structuredContent`; sent from 2025-06-18 on, and before 2026-07-28 only where its `type`
  /// is `object`.
  public var outputSchema: JSONValue?
  /// Hints for the client; nothing may depend on them.
  public var annotations: Annotations?
  /// Whether a call may become a task because the client asks for it; sent in 2025-11-25 only.
  public var taskSupport: TaskSupport
  /// Sent from 2025-11-25 on.
  public var icons: [Icon]
  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue?

  public init(
    name: String,
    title: String? = nil,
    description: String? = nil,
    inputSchema: JSONValue = ["type": "object", "additionalProperties": false],
    outputSchema: JSONValue? = nil,
    annotations: Annotations? = nil,
    taskSupport: TaskSupport = .forbidden,
    icons: [Icon] = [],
    meta: JSONValue? = nil
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.inputSchema = inputSchema
    self.outputSchema = outputSchema
    self.annotations = annotations
    self.taskSupport = taskSupport
    self.icons = icons
    self.meta = meta
  }

  /// What a call as a task is to the tool (2025-11-25, Tasks, Tool-Level Negotiation).
  public enum TaskSupport: String, Sendable, CaseIterable {
    case forbidden
    case optional
    case required
  }

  /// What is wrong with the name for clients that hold to the rule (2025-11-25, Tools, Tool Names): 1 to 128 ASCII
  /// letters, digits, `_`, `-` and `.`. Nil where nothing is. It is a warning because the rule is a SHOULD.
  public var nameWarning: String? {
    if name.isEmpty { return "A tool has an empty name" }
    let excerpt = String(String.UnicodeScalarView(name.unicodeScalars.prefix(128)))
    if let scalar = name.unicodeScalars.first(where: { !Self.isExpected($0) }) {
      return "The name of the tool \"\(excerpt)\" has a \"\(scalar)\"; letters, digits, _, - and . are expected"
    }
    return name.utf8.count > 128 ? "The name of the tool \"\(excerpt)...\" has more than 128 characters" : nil
  }

  private static func isExpected(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: false
    }
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    builder.beginObject()
    builder.member("name", name)
    if traits.contains(.titles) { builder.member("title", title) }
    builder.member("description", description)
    builder.member("inputSchema", inputSchema)
    if traits.contains(.requestedTasks), taskSupport != .forbidden {
      builder.key("execution")
      builder.beginObject()
      builder.member("taskSupport", taskSupport.rawValue)
      builder.endObject()
    }
    if traits.contains(.structuredContent), let outputSchema,
      traits.contains(.anyStructuredContent) || outputSchema["type"]?.isString("object") == true
    {
      builder.member("outputSchema", outputSchema)
    }
    if traits.contains(.toolAnnotations), let annotations {
      builder.key("annotations")
      annotations.write(to: &builder)
    }
    builder.icons(icons, traits)
    if traits.contains(.entryMeta) { builder.meta(meta) }
    builder.endObject()
  }
}
