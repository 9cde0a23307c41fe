/// The id of a JSON-RPC request: a string or an integer (MCP, Basic, Requests), never null.
///
/// An id means something only within the connection or the call that carried it.
public enum RequestID: Sendable, Hashable, CustomStringConvertible {
  case string(String)
  case integer(Int64)

  public var description: String {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    }
  }
}
