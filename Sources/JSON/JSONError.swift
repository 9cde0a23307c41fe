/// Why JSON text, a Struct message, or a conversion between them was refused.
public struct JSONError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The text is not JSON (RFC 8259), or the message is not a `google.protobuf.Struct`.
    case malformed
    /// The bytes end inside a value.
    case truncated
    /// Text that is not UTF-8, or an escape that names half of a surrogate pair.
    case invalidText
    /// An object has two members of the same name.
    case duplicateKey
    /// Containers are nested deeper than `JSONLimits.maximumDepth`.
    case tooDeep
    /// More bytes or more nodes than `JSONLimits` allows.
    case tooLarge
    /// A number that a double would change, on its way into a Struct; or NaN or an infinity on the way out of one.
    case unrepresentableNumber
  }

  public let code: Code
  /// Plain text for a developer; it quotes nothing of the input.
  public let message: String
  /// Where the problem was noticed, in bytes from the start of the input; nil where there is no input text.
  public let byteOffset: Int?
  /// Which value is at fault, as a JSON Pointer (RFC 6901); nil where only a position is known.
  public let path: String?
  /// What led to it, such as an error of the protobuf reader.
  public let cause: (any Error)?

  package init(
    code: Code, message: String, byteOffset: Int? = nil, path: String? = nil, cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.byteOffset = byteOffset
    self.path = path
    self.cause = cause
  }

  public var description: String {
    var text = message
    if let byteOffset { text += " (at byte \(byteOffset))" }
    if let path { text += " (at \(path.isEmpty ? "the root" : path))" }
    return text
  }
}
