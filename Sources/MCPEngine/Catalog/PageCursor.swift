internal import Bytes
internal import JSON
internal import MCPModel
internal import Sealing

/// Cursors of paginated lists: the position to continue after, sealed, so that a client can neither read nor make one,
/// and bound to the list it was given for (MCP, Pagination).
struct PageCursor: Sendable {
  let sealer: Sealer

  private static let purpose: StaticString = "cursor"

  /// - Throws: where the position is too long to be sealed.
  func encode(_ position: String, of list: String) throws(MCPError) -> String {
    do throws(SealError) {
      return try sealer.seal(
        SharedBytes(position.utf8), purpose: Self.purpose, binding: [SharedBytes(list.utf8)])
    } catch {
      throw .internalError(cause: error)
    }
  }

  /// The position that the request's params ask for; nil for the first page.
  func position(of list: String, in params: JSONValue?) throws(MCPError) -> String? {
    guard let cursor = params?["cursor"] else { return nil }
    guard let text = cursor.string else { throw .invalidParams("must be a string", at: "/params/cursor") }
    do throws(SealError) {
      return try sealer.open(text, purpose: Self.purpose, binding: [SharedBytes(list.utf8)]).string
    } catch {
      throw Self.unknown
    }
  }

  /// The same where positions are the sequence numbers of a section.
  func sequence(of list: String, in params: JSONValue?) throws(MCPError) -> UInt64? {
    guard let position = try position(of: list, in: params) else { return nil }
    guard let sequence = UInt64(position) else { throw Self.unknown }
    return sequence
  }

  /// A cursor that cannot have come from this server, or names what is no longer there.
  static var unknown: MCPError { .invalidParams("is not a cursor that this server gave", at: "/params/cursor") }
}
