public import JSON

/// A prompt as clients see it: a message, or several, that a person may choose to send (MCP, Prompts).
public struct Prompt: Sendable {
  /// Unique within the server.
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  /// For whoever chooses it.
  public var description: String?
  /// In the order in which they should be filled in.
  public var arguments: [PromptArgument]
  /// Sent from 2025-11-25 on.
  public var icons: [Icon]
  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue?

  public init(
    name: String, title: String? = nil, description: String? = nil, arguments: [PromptArgument] = [],
    icons: [Icon] = [], meta: JSONValue? = nil
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.arguments = arguments
    self.icons = icons
    self.meta = meta
  }

  package func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    builder.beginObject()
    builder.member("name", name)
    if traits.contains(.titles) { builder.member("title", title) }
    builder.member("description", description)
    if !arguments.isEmpty { builder.array("arguments", arguments) { $1.write(to: &$0, traits) } }
    builder.icons(icons, traits)
    if traits.contains(.entryMeta) { builder.meta(meta) }
    builder.endObject()
  }
}

/// What can be filled in to a prompt; its value is always text.
public struct PromptArgument: Sendable {
  /// Unique within the prompt.
  public var name: String
  /// For display; sent from 2025-06-18 on.
  public var title: String?
  /// What is to be filled in.
  public var description: String?
  /// Whether a prompt cannot be had without it.
  public var isRequired: Bool

  public init(name: String, title: String? = nil, description: String? = nil, isRequired: Bool = false) {
    self.name = name
    self.title = title
    self.description = description
    self.isRequired = isRequired
  }

  fileprivate func write(to builder: inout JSONBuilder, _ traits: RevisionTraits) {
    builder.beginObject()
    builder.member("name", name)
    if traits.contains(.titles) { builder.member("title", title) }
    builder.member("description", description)
    if isRequired { builder.member("required", true) }
    builder.endObject()
  }
}
