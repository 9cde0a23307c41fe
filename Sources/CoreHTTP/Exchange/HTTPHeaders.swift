/// Header fields of a response, kept as the lines in which they are sent: made once, they cost a copy each time.
///
/// Names and values come from the developer: one that cannot stand in a header traps. What a peer sent must be checked
/// with `isValidValue` before it goes in here. Date, Connection, Content-Length, Transfer-Encoding, Upgrade and the
/// fields of the WebSocket handshake are the server's own and trap too.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var lines: [UInt8] = []

  package init() {}

  package init(dictionaryLiteral fields: (String, String)...) {
    for (name, value) in fields { add(name, value) }
  }

  package mutating func add(_ name: String, _ value: String) {
    precondition(Self.isValidName(name), "a header field's name is a token")
    precondition(!Self.reserved.contains(name.lowercased()), "the server itself sends this header field")
    precondition(Self.isValidValue(value), "a header field's value has no control characters and no space around it")
    lines += name.utf8
    lines += ": ".utf8
    lines += value.utf8
    lines += "\r\n".utf8
  }

  /// Lines of the room's own.
  mutating func addUnchecked(_ lines: StaticString) {
    lines.withUTF8Buffer { self.lines += $0 }
  }

  /// Whether a text can be sent as a name (RFC 9110, 5.1).
  package static func isValidName(_ name: String) -> Bool { !name.isEmpty && name.utf8.allSatisfy(isToken) }

  /// Whether a text can be sent as a value: no control characters but tab, no space at either end (RFC 9110, 5.5).
  package static func isValidValue(_ value: String) -> Bool {
    let text = value.utf8
    if let first = text.first, isSpace(first) { return false }
    if let last = text.last, isSpace(last) { return false }
    return text.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
  }

  private static let reserved: Set<String> = [
    "date", "connection", "content-length", "transfer-encoding", "upgrade", "sec-websocket-accept",
    "sec-websocket-extensions", "sec-websocket-protocol",
  ]

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
