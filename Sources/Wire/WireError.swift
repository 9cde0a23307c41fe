/// Why bytes are not the protobuf message they were taken for.
///
/// It has no cause: the bytes themselves are the first thing that went wrong.
@usableFromInline
package struct WireError: Error, Equatable, CustomStringConvertible {
  @usableFromInline
  package enum Code: Sendable, Hashable {
    /// The bytes end inside a field, or a length reaches beyond its message.
    case truncated
    /// A varint is longer than 10 bytes or does not fit into 64 bits.
    case malformedVarint
    /// Field number 0, a field number above 2^29 - 1, an unknown wire type, or a group that does not match.
    case invalidTag
    /// A string field holds bytes that are not UTF-8.
    case invalidUTF8
    /// Messages or groups are nested deeper than the reader's limit.
    case tooDeep
  }

  package let code: Code
  /// Plain text for a developer; names no content of the message.
  package let message: String
  /// Where in the reader's source the problem was noticed, in bytes from its start.
  package let offset: Int

  package init(code: Code, message: String, offset: Int) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  @usableFromInline
  package var description: String { "\(message) (at byte \(offset))" }
}
