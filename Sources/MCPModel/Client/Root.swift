public import JSON

/// A folder or a file that the user wants worked on (MCP, Roots). A server that touches files keeps to them.
public struct Root: Sendable {
  /// A `file://` URI so far. It is the client's word, not checked here.
  public var uri: String
  /// For display.
  public var name: String?
  /// An object; sent by clients from 2025-06-18 on.
  public var meta: JSONValue?

  public init(uri: String, name: String? = nil, meta: JSONValue? = nil) {
    self.uri = uri
    self.name = name
    self.meta = meta
  }

  init(_ received: ReceivedValue) throws(MCPError) {
    uri = try received.required("uri").string()
    name = try received.optional("name")?.string()
    meta = try received.optional("_meta")?.object()
  }

  func write(to builder: inout JSONBuilder) {
    builder.beginObject()
    builder.member("uri", uri)
    builder.member("name", name)
    builder.meta(meta)
    builder.endObject()
  }
}
