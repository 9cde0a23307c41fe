/// A tape to JSON text on one line: no white space between tokens, numbers and escapes as they came.
///
/// What came as JSON text without white space is copied in one piece.
extension JSONBuffer {
  /// Writes the value at `index` and returns the index behind it. Recursion is bounded by the depth of documents.
  mutating func append(_ document: JSONDocument, _ index: Int) -> Int {
    defer { withExtendedLifetime(document) {} }
    return append(document.nodes, document.base, index)
  }

  private mutating func append(
    _ nodes: UnsafePointer<JSONNode>, _ base: UnsafeRawPointer, _ index: Int
  ) -> Int {
    let node = nodes[index]
    switch node.storage {
    case .cleanString, .escapedString:
      quoted(base + node.start, node.count)
    case .token:
      put(base + node.start, node.count, room: node.count)
    case .array, .object:
      if node.flags.contains(.isText), !node.flags.contains(.isSpaced) {
        put(base + node.start, node.count, room: node.count)
      } else if node.storage == .array {
        array(nodes, base, index)
      } else {
        object(nodes, base, index)
      }
      return Int(node.next)
    case .plainString:
      escaped(UnsafeRawBufferPointer(start: base + node.start, count: node.count))
    case .int: append(Int64(bitPattern: node.payload))
    case .double: append(Double(bitPattern: node.payload))
    case .null: append("null" as StaticString)
    case .true: append("true" as StaticString)
    case .false: append("false" as StaticString)
    }
    return index + 1
  }

  private mutating func array(_ nodes: UnsafePointer<JSONNode>, _ base: UnsafeRawPointer, _ index: Int) {
    let end = Int(nodes[index].next)
    var index = index + 1
    put(UInt8(ascii: "["), room: 2)
    while index < end {
      index = append(nodes, base, index)
      if index < end { put(UInt8(ascii: ","), room: 1) }
    }
    put(UInt8(ascii: "]"), room: 1)
  }

  private mutating func object(_ nodes: UnsafePointer<JSONNode>, _ base: UnsafeRawPointer, _ index: Int) {
    let end = Int(nodes[index].next)
    var index = index + 1
    put(UInt8(ascii: "{"), room: 2)
    while index < end {
      let key = nodes[index]
      if key.storage == .plainString {
        escaped(UnsafeRawBufferPointer(start: base + key.start, count: key.count))
      } else {
        quoted(base + key.start, key.count)
      }
      put(UInt8(ascii: ":"), room: 1)
      index = append(nodes, base, index + 1)
      if index < end { put(UInt8(ascii: ","), room: 1) }
    }
    put(UInt8(ascii: "}"), room: 1)
  }

  @inline(__always)
  private mutating func quoted(_ start: UnsafeRawPointer, _ count: Int) {
    let target = reserve(count + 2)
    target.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    JSONBuffer.copy(start, count, to: target + 1)
    target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count + 1, as: UInt8.self)
    advance(count + 2)
  }

  /// Text as a string literal.
  package mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { quote(UnsafeRawBufferPointer($0)) }
  }

  /// - Precondition: the text is UTF-8.
  @inline(__always)
  mutating func quote(_ text: UnsafeRawBufferPointer) {
    guard text.count < ByteScan.longText else { return escaped(text) }
    switch ByteScan.storage(of: text) {
    case .cleanString?:
      let target = reserve(text.count + 2)
      target.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
      if let start = text.baseAddress { JSONBuffer.copy(start, text.count, to: target + 1) }
      target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: text.count + 1, as: UInt8.self)
      advance(text.count + 2)
    case nil: preconditionFailure("the text is not UTF-8")
    default: escaped(text)
    }
  }

  /// The name of a member, with what separates it from what is in front of it and from its value.
  mutating func name(_ name: UnsafeRawBufferPointer, isFirst: Bool) {
    if !isFirst { put(UInt8(ascii: ","), room: 1) }
    quote(name)
    put(UInt8(ascii: ":"), room: 1)
  }

  /// Whether nothing in a text has to be escaped.
  @usableFromInline
  static func isPlain(_ text: StaticString) -> Bool {
    ByteScan.storage(of: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) == .cleanString
  }

  /// The same for a name in which nothing has to be escaped.
  @inlinable @inline(__always)
  mutating func name(plain name: StaticString, isFirst: Bool) {
    assert(Self.isPlain(name), "a name in a program needs none of JSON's escapes")
    let count = name.utf8CodeUnitCount
    var target = reserve(count + 4)
    target.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
    if !isFirst { target += 1 }
    target.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    JSONBuffer.copy(name.utf8Start, count, to: target + 1)
    target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count + 1, as: UInt8.self)
    target.storeBytes(of: UInt8(ascii: ":"), toByteOffset: count + 2, as: UInt8.self)
    advance(count + (isFirst ? 3 : 4))
  }

  /// A string in which nothing has to be escaped.
  @inlinable @inline(__always)
  mutating func quote(plain text: StaticString) {
    assert(Self.isPlain(text), "a constant in a program needs none of JSON's escapes")
    let count = text.utf8CodeUnitCount
    let target = reserve(count + 2)
    target.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    JSONBuffer.copy(text.utf8Start, count, to: target + 1)
    target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count + 1, as: UInt8.self)
    advance(count + 2)
  }

  /// UTF-8 as a string literal; only what JSON requires is escaped.
  @inline(never)
  private mutating func escaped(_ text: UnsafeRawBufferPointer) {
    put(UInt8(ascii: "\""), room: text.count + 2)
    guard var cursor = text.baseAddress else { return put(UInt8(ascii: "\""), room: 1) }
    let end = cursor + text.count
    while cursor < end {
      let run = Self.unescapedCount(cursor, end)
      put(cursor, run, room: run + 7)
      cursor += run
      guard cursor < end else { break }
      escape(cursor.load(as: UInt8.self))
      cursor += 1
    }
    put(UInt8(ascii: "\""), room: 1)
  }

  private static func unescapedCount(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Int {
    var cursor = start
    while end - cursor >= 8 {
      let found = ByteScan.needsEscape(ByteScan.word(cursor))
      if found != 0 { return cursor + ByteScan.firstIndex(found) - start }
      cursor += 8
    }
    let found = ByteScan.needsEscape(ByteScan.shortWord(cursor, end - cursor))
    return found == 0 ? end - start : cursor + ByteScan.firstIndex(found) - start
  }

  private mutating func escape(_ byte: UInt8) {
    let letter: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
    case 0x0A: letter = UInt8(ascii: "n")
    case 0x0D: letter = UInt8(ascii: "r")
    case 0x09: letter = UInt8(ascii: "t")
    case 0x08: letter = UInt8(ascii: "b")
    case 0x0C: letter = UInt8(ascii: "f")
    default:
      append("\\u00" as StaticString)
      append(byte >> 4 + 0x30)
      append(byte & 0xF + (byte & 0xF < 10 ? 0x30 : 0x57))
      return
    }
    put(UInt8(ascii: "\\"), room: 2)
    put(letter, room: 1)
  }
}
