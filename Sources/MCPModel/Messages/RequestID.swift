/// The id of a JSON-RPC request: a string or an integer (MCP, Basic, Requests), never null.
///
/// An id means something only within the connection or the call that carried it. String ids are equal when their bytes
/// are: Swift would also take two for one that look the same and are written differently.
package enum RequestID: Sendable, Hashable, CustomStringConvertible {
  case string(String)
  case integer(Int64)

  package var isInteger: Bool {
    if case .integer = self { true } else { false }
  }

  package var description: String {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    }
  }

  package static func == (left: RequestID, right: RequestID) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.integer(let left), .integer(let right)): left == right
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .string(let text):
      // Hashes canonical forms, which equal bytes share.
      hasher.combine(text)
    case .integer(let number):
      hasher.combine(number)
    }
  }
}
