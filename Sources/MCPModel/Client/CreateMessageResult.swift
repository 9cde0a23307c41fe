public import JSON

/// What a language model said (MCP, Sampling, Creating Messages).
public struct CreateMessageResult: Sendable {
  public var role: Role
  /// One block from clients before 2025-11-25; uses of tools only where the request offered tools.
  public var content: [SamplingContent]
  /// The name of the model.
  public var model: String
  /// `endTurn`, `stopSequence`, `maxTokens`, `toolUse` or a word of the model's provider.
  public var stopReason: String?
  /// An object.
  public var meta: JSONValue?

  public init(
    role: Role = .assistant, content: [SamplingContent], model: String, stopReason: String? = nil,
    meta: JSONValue? = nil
  ) {
    self.role = role
    self.content = content
    self.model = model
    self.stopReason = stopReason
    self.meta = meta
  }

  /// The texts in it, one after the other.
  public var text: String { content.compactMap(\.text).joined() }

  /// The answer as a message of a longer conversation.
  public var message: SamplingMessage { SamplingMessage(role: role, content: content) }

  init(_ received: ReceivedValue) throws(MCPError) {
    role = try received.required("role").choice()
    let content = try received.required("content")
    self.content =
      content.json.kind == .array
      ? try content.elements { (block) throws(MCPError) in try SamplingContent(block) }
      : [try SamplingContent(content)]
    model = try received.required("model").string()
    stopReason = try received.optional("stopReason")?.string()
    meta = try received.optional("_meta")?.object()
  }

  /// All of it, as the newest revision has it.
  func writeMembers(to builder: inout JSONBuilder) {
    builder.member("role", role.rawValue)
    builder.content(content, for: .latest)
    builder.member("model", model)
    builder.member("stopReason", stopReason)
    builder.meta(meta)
  }
}
