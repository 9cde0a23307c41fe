public import JSON

/// What a tool call came to (MCP, Tools, Tool Result).
public struct ToolResult: Sendable {
  /// For the model; may be empty.
  public var content: [ContentBlock]
  /// The result as data, matching the tool's `outputSchema`; sent from 2025-06-18 on, and before 2026-07-28 only
  /// where it is an object.
  public var structuredContent: JSONValue?
  /// The tool failed, and the content tells a model why.
  public var isError: Bool
  /// An object, which joins what the server says of itself in the result's `_meta`.
  public var meta: JSONValue?

  public init(
    content: [ContentBlock], structuredContent: JSONValue? = nil, isError: Bool = false, meta: JSONValue? = nil
  ) {
    self.content = content
    self.structuredContent = structuredContent
    self.isError = isError
    self.meta = meta
  }

  /// A result of one text.
  public static func text(_ text: consuming String, structuredContent: JSONValue? = nil) -> ToolResult {
    ToolResult(content: [.text(text)], structuredContent: structuredContent)
  }

  /// A result of data, with the same data as text for clients that know no `structuredContent`.
  public static func structured(_ value: JSONValue) -> ToolResult {
    ToolResult(content: [.text(value.description)], structuredContent: value)
  }

  /// A failure that a model can learn from (MCP, Tools, Error Handling).
  public static func failure(_ message: String) -> ToolResult {
    ToolResult(content: [.text(message)], isError: true)
  }

  /// About how many bytes the result takes when it is written.
  package var textBytes: Int {
    content.reduce(structuredContent?.approximateBytes ?? 0) { bytes, block in bytes + block.approximateBytes }
  }

  /// Writes the members of the result object, which the caller opens and closes. `_meta` is the caller's: it holds
  /// more than the handler's own.
  package func writeMembers(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let traits = revision.traits
    builder.key("content")
    builder.beginArray()
    let content = content.span
    for index in content.indices { content[index].write(to: &builder, for: revision) }
    builder.endArray()
    if traits.contains(.structuredContent), let structuredContent,
      traits.contains(.anyStructuredContent) || structuredContent.kind == .object
    {
      builder.key("structuredContent")
      builder.value(structuredContent)
    }
    if isError { builder.member("isError", true) }
  }
}
