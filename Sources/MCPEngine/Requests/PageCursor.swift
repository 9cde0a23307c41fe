internal import JSON
internal import MCPModel

/// Cursors of paginated lists: opaque to clients, and here the position to continue after, in base 16 so that any
/// position survives as text.
enum PageCursor {
  static func encode(_ position: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: position.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The position that the request's params ask for; nil for the first page.
  static func position(in params: JSONValue?) throws(MCPError) -> String? {
    guard let cursor = params?["cursor"] else { return nil }
    guard let text = cursor.string else { throw .invalidParams("must be a string", at: "/params/cursor") }
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    let bytes = stride(from: 0, to: digits.count & ~1, by: 2).map { index -> UInt8? in
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      return UInt8(high << 4 | low)
    }
    guard digits.count % 2 == 0, !bytes.contains(nil),
      let position = String(validating: bytes.compactMap { $0 }, as: UTF8.self)
    else { throw .invalidParams("is not a cursor that this server gave", at: "/params/cursor") }
    return position
  }
}
