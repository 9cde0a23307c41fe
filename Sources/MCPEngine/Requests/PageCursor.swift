internal import Bytes
internal import JSON
internal import MCPModel

/// Cursors of paginated lists: opaque to clients, and here the position to continue after, in base64.
enum PageCursor {
  static func encode(_ position: String) -> String { Base64.encode(SharedBytes(position.utf8)) }

  /// The position that the request's params ask for; nil for the first page.
  static func position(in params: JSONValue?) throws(MCPError) -> String? {
    guard let cursor = params?["cursor"] else { return nil }
    guard let text = cursor.string else { throw .invalidParams("must be a string", at: "/params/cursor") }
    guard let position = Base64.decode(text)?.string else { throw unknown }
    return position
  }

  /// A cursor that cannot have come from this server, or names what is no longer there.
  static var unknown: MCPError { .invalidParams("is not a cursor that this server gave", at: "/params/cursor") }
}
