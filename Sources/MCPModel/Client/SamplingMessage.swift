public import JSON

/// A message to a language model (MCP, Sampling, Creating Messages).
///
/// A message that has results of tools has nothing else, and follows at once on the one that wanted the tools called,
/// with a result for each (2025-11-25, Sampling, Message Content Constraints).
public struct SamplingMessage: Sendable {
  public var role: Role
  /// A client before 2025-11-25, which takes one block a message, is sent as many messages as there are blocks.
  public var content: [SamplingContent]
  /// An object; sent from 2025-11-25 on.
  public var meta: JSONValue?

  public init(role: Role, content: [SamplingContent], meta: JSONValue? = nil) {
    self.role = role
    self.content = content
    self.meta = meta
  }

  /// A text that the user says.
  public static func user(_ text: String) -> SamplingMessage { SamplingMessage(role: .user, content: [.text(text)]) }

  /// A text that the model says.
  public static func assistant(_ text: String) -> SamplingMessage {
    SamplingMessage(role: .assistant, content: [.text(text)])
  }

  /// Adds the message, or several that mean the same, to an array.
  ///
  /// - Precondition: the revision has the blocks.
  func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    if revision.traits.contains(.samplingTools) {
      Self.write(role, content, meta, to: &builder, for: revision)
    } else {
      for block in content { Self.write(role, [block], nil, to: &builder, for: revision) }
    }
  }

  private static func write(
    _ role: Role, _ content: [SamplingContent], _ meta: JSONValue?, to builder: inout JSONBuilder,
    for revision: ProtocolRevision
  ) {
    builder.beginObject()
    builder.member("role", role.rawValue)
    builder.content(content, for: revision)
    builder.meta(meta)
    builder.endObject()
  }
}

extension JSONBuilder {
  /// `content`: one block, as all revisions take it, or an array of them.
  mutating func content(_ content: [SamplingContent], for revision: ProtocolRevision) {
    if content.count == 1, let block = content.first {
      key("content")
      block.write(to: &self, for: revision)
    } else {
      array("content", content) { $1.write(to: &$0, for: revision) }
    }
  }
}
