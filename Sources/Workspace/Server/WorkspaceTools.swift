internal import Bytes
internal import JSON
internal import MCPEngine
internal import MCPModel

/// The tools that work on the files of a folder. All of them block, so they run on the engine's pool of threads.
struct WorkspaceTools: Sendable {
  let folder: WorkspaceFolder
  let maxFileBytes: Int

  /// The most entries that one `list_directory` answers with.
  private static let pageLength = 1000

  var registrations: [ToolRegistration] {
    [
      tool(WorkspaceToolDescriptions.readFile, readFile),
      tool(WorkspaceToolDescriptions.writeFile, writeFile),
      tool(WorkspaceToolDescriptions.listDirectory, listDirectory),
      tool(WorkspaceToolDescriptions.createDirectory, createDirectory),
      tool(WorkspaceToolDescriptions.deleteFile, deleteFile),
    ]
  }

  /// What goes wrong with a file is something a model can act on: it becomes the tool's own failure.
  private func tool(
    _ tool: Tool, _ body: @escaping @Sendable (JSONValue) throws -> ToolResult
  ) -> ToolRegistration {
    ToolRegistration(
      tool,
      .blocking { call in
        do {
          return try body(call.arguments)
        } catch let error as WorkspaceError {
          throw ToolFailure(error.message)
        }
      })
  }

  private func readFile(_ arguments: JSONValue) throws -> ToolResult {
    let path = path(arguments)
    let bytes = try folder.read(path, maxBytes: maxFileBytes)
    let encoding = Encoding(arguments)
    let content: String
    switch encoding {
    case .binary: content = Base64.encode(bytes)
    case .utf8:
      guard let text = bytes.string else {
        throw ToolFailure("\(path) is not UTF-8 text; read it with encoding \"binary\"")
      }
      content = text
    }
    var result = JSONBuilder()
    result.beginObject()
    result.member("path", path)
    result.member("encoding", encoding.rawValue)
    result.member("content", content)
    result.member("size", Int64(bytes.count))
    result.endObject()
    return .text(content, structuredContent: result.finish())
  }

  private func writeFile(_ arguments: JSONValue) throws -> ToolResult {
    let path = path(arguments)
    let content = arguments["content"]?.string ?? ""
    let bytes: SharedBytes
    switch Encoding(arguments) {
    case .utf8: bytes = SharedBytes(content.utf8)
    case .binary:
      guard let decoded = Base64.decode(content) else { throw ToolFailure("The content is not base64 (RFC 4648)") }
      bytes = decoded
    }
    guard bytes.count <= maxFileBytes else {
      throw ToolFailure("The content has \(bytes.count) bytes; the limit is \(maxFileBytes)")
    }
    try folder.write(path, bytes)
    var result = JSONBuilder()
    result.beginObject()
    result.member("path", path)
    result.member("size", Int64(bytes.count))
    result.endObject()
    return .text("Wrote \(bytes.count) bytes to \(path)", structuredContent: result.finish())
  }

  private func listDirectory(_ arguments: JSONValue) throws -> ToolResult {
    let page = try folder.list(path(arguments), after: arguments["after"]?.string, limit: Self.pageLength)
    var result = JSONBuilder()
    result.beginObject()
    result.key("entries")
    result.beginArray()
    for entry in page.entries {
      result.beginObject()
      result.member("name", entry.path)
      result.member("kind", entry.metadata.kind.rawValue)
      if entry.metadata.kind == .file { result.member("size", Int64(entry.metadata.sizeBytes)) }
      result.endObject()
    }
    result.endArray()
    result.member("next", page.next)
    result.endObject()
    return .structured(result.finish())
  }

  private func createDirectory(_ arguments: JSONValue) throws -> ToolResult {
    let path = path(arguments)
    try folder.createDirectory(path)
    return .text("Created \(path)", structuredContent: ["path": .init(stringLiteral: path)])
  }

  private func deleteFile(_ arguments: JSONValue) throws -> ToolResult {
    let path = path(arguments)
    try folder.deleteFile(path)
    return .text("Deleted \(path)", structuredContent: ["path": .init(stringLiteral: path)])
  }

  private func path(_ arguments: JSONValue) -> String { arguments["path"]?.string ?? "." }

  /// How a file's content is written in a JSON string.
  private enum Encoding: String {
    case utf8
    case binary

    init(_ arguments: JSONValue) {
      self = arguments["encoding"]?.string.flatMap(Encoding.init(rawValue:)) ?? .utf8
    }
  }
}
