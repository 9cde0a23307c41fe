public import JSON

/// A prompt with its arguments filled in (MCP, Prompts, Getting a Prompt).
public struct PromptResult: Sendable {
  /// What the messages come to, for whoever chose the prompt.
  public var description: String?
  /// In the order in which they are sent to the model.
  public var messages: [PromptMessage]
  /// An object, which joins what the server says of itself in the result's `_meta`.
  public var meta: JSONValue?

  public init(messages: [PromptMessage], description: String? = nil, meta: JSONValue? = nil) {
    self.messages = messages
    self.description = description
    self.meta = meta
  }

  /// About how many bytes the result takes when it is written.
  package var textBytes: Int {
    messages.reduce(description?.utf8.count ?? 0) { bytes, message in bytes + message.content.approximateBytes + 64 }
  }

  /// Writes the members of the result object, which the caller opens and closes. `_meta` is the caller's: it holds
  /// more than the handler's own.
  package func writeMembers(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.member("description", description)
    builder.array("messages", messages) { $1.write(to: &$0, for: revision) }
  }
}

/// A message of a prompt.
public struct PromptMessage: Sendable {
  public var role: Role
  public var content: ContentBlock

  public init(role: Role, content: ContentBlock) {
    self.role = role
    self.content = content
  }

  /// A text that the user says.
  public static func user(_ text: String) -> PromptMessage { PromptMessage(role: .user, content: .text(text)) }

  /// A text that the model says.
  public static func assistant(_ text: String) -> PromptMessage {
    PromptMessage(role: .assistant, content: .text(text))
  }

  fileprivate func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    builder.beginObject()
    builder.member("role", role.rawValue)
    builder.key("content")
    content.write(to: &builder, for: revision)
    builder.endObject()
  }
}
