public import JSON

/// A piece of a message to or from a language model (MCP, Sampling, Data Types).
public struct SamplingContent: Sendable {
  /// What the piece is.
  public var body: Body
  /// Of texts, images and audio.
  public var annotations: Annotations?
  /// An object; sent from 2025-06-18 on.
  public var meta: JSONValue?

  /// The kinds of pieces.
  public enum Body: Sendable {
    case text(String)
    /// A picture, in padded base64 (RFC 4648, section 4).
    case image(data: String, mimeType: String)
    /// A sound, in padded base64. A client before 2025-03-26 is sent a text that says so instead.
    case audio(data: String, mimeType: String)
    /// The model wants a tool called; from 2025-11-25 on. `input` is an object.
    case toolUse(id: String, name: String, input: JSONValue)
    /// What a tool came to that the model wanted called; from 2025-11-25 on. `_meta` of the result is not sent.
    case toolResult(toolUseID: String, ToolResult)
  }

  public init(_ body: Body, annotations: Annotations? = nil, meta: JSONValue? = nil) {
    self.body = body
    self.annotations = annotations
    self.meta = meta
  }

  public static func text(_ text: String) -> SamplingContent { SamplingContent(.text(text)) }

  /// The text, where it is one.
  public var text: String? {
    if case .text(let text) = body { text } else { nil }
  }

  /// Whether the block is of those that came with tools.
  var isToolBlock: Bool {
    switch body {
    case .text, .image, .audio: false
    case .toolUse, .toolResult: true
    }
  }

  /// - Precondition: the revision has the block, or it is an answer that is kept.
  func write(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    builder.beginObject()
    switch body {
    case .text(let text): builder.text(text)
    case .image(let data, let mimeType): builder.media("image", data, mimeType)
    case .audio(let data, let mimeType) where traits.contains(.audio): builder.media("audio", data, mimeType)
    case .audio(_, let mimeType): builder.text(ContentBlock.standIn(audio: mimeType))
    case .toolUse(let id, let name, let input):
      builder.member("type", "tool_use")
      builder.member("id", id)
      builder.member("name", name)
      builder.member("input", input)
    case .toolResult(let id, let result):
      builder.member("type", "tool_result")
      builder.member("toolUseId", id)
      result.writeMembers(to: &builder, for: revision)
    }
    if !isToolBlock { builder.annotations(annotations, traits) }
    if traits.contains(.entryMeta) { builder.meta(meta) }
    builder.endObject()
  }
}
