internal import Bytes

extension JSONParser {
  /// `true`, `false` or `null`.
  @inline(__always)
  func word(
    _ cursor: inout UnsafeRawPointer, _ expected: StaticString, _ storage: JSONNode.Storage, _ tape: inout JSONTape
  ) throws(JSONError) {
    let count = expected.utf8CodeUnitCount
    guard end - cursor >= count else { throw truncated() }
    guard UnsafeRawBufferPointer(start: cursor, count: count).equals(expected) else {
      throw malformed("this is not a JSON value", at: cursor)
    }
    guard tape.append(storage) else { throw tooManyNodes(at: cursor) }
    cursor += count
  }

  /// A string literal. `cursor` is at its opening quotation mark and ends up behind the closing one.
  @inline(__always)
  func string(_ cursor: inout UnsafeRawPointer, _ tape: inout JSONTape) throws(JSONError) {
    let start = cursor + 1
    var here = start
    while end - here >= 16 {
      let first = ByteScan.firstSpecial(here)
      here += first
      if first < 16 { break }
    }
    var saved = -1
    if here == end || here.load(as: UInt8.self) != UInt8(ascii: "\"") {
      let rest = try restOfString(here)
      here = rest.end
      saved = rest.savedBytes
    }
    let range = JSONNode.range(start: start - base, count: here - start)
    guard
      saved < 0
        ? tape.append(.cleanString, flags: .isText, payload: range)
        : tape.append(.escapedString, flags: .isText, detail: saved, payload: range)
    else { throw tooManyNodes(at: start) }
    cursor = here + 1
  }

  /// The string from its first unusual byte on: where its closing quotation mark is, and how many bytes unescaping
  /// saves (-1 where nothing is escaped).
  @inline(never)
  private func restOfString(_ start: UnsafeRawPointer) throws(JSONError) -> (end: UnsafeRawPointer, savedBytes: Int) {
    var cursor = start
    var saved = -1
    while true {
      guard cursor < end else { throw truncated() }
      switch cursor.load(as: UInt8.self) {
      case UInt8(ascii: "\""):
        return (cursor, saved)
      case UInt8(ascii: "\\"):
        let (length, decoded) = try escape(cursor)
        cursor += length
        saved = max(saved, 0) + length - decoded
      case 0..<0x20:
        throw malformed("a string has a control character that is not escaped", at: cursor)
      case 0x80...:
        guard let after = UTF8Check.skipNonASCII(cursor, end) else {
          throw failure(.invalidText, "a string is not UTF-8", at: cursor)
        }
        cursor = after
      default:
        cursor += 1
        while end - cursor >= 16 {
          let first = ByteScan.firstSpecial(cursor)
          cursor += first
          if first < 16 { break }
        }
      }
    }
  }

  /// The length of the escape sequence at `cursor`, and of the UTF-8 it stands for.
  @inline(__always)
  private func escape(_ cursor: UnsafeRawPointer) throws(JSONError) -> (length: Int, decoded: Int) {
    guard end - cursor >= 2 else { throw truncated() }
    switch (cursor + 1).load(as: UInt8.self) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return (2, 1)
    case UInt8(ascii: "u"):
      let unit = try codeUnit(cursor)
      switch unit {
      case 0..<0x80: return (6, 1)
      case 0x80..<0x800: return (6, 2)
      case 0xD800..<0xDC00:
        let second = cursor + 6
        guard second < end else { throw truncated() }
        guard second.load(as: UInt8.self) == UInt8(ascii: "\\") else { throw halfPair(cursor) }
        guard second + 1 < end else { throw truncated() }
        guard (second + 1).load(as: UInt8.self) == UInt8(ascii: "u") else { throw halfPair(cursor) }
        guard (0xDC00..<0xE000).contains(try codeUnit(second)) else { throw halfPair(cursor) }
        return (12, 4)
      case 0xDC00..<0xE000:
        throw halfPair(cursor)
      default: return (6, 3)
      }
    default:
      throw malformed("a string has an unknown escape", at: cursor)
    }
  }

  private func halfPair(_ cursor: UnsafeRawPointer) -> JSONError {
    failure(.invalidText, "an escape names half of a surrogate pair", at: cursor)
  }

  /// The code unit that `\uXXXX` at `cursor` names.
  private func codeUnit(_ cursor: UnsafeRawPointer) throws(JSONError) -> UInt32 {
    guard end - cursor >= 6 else { throw truncated() }
    guard let unit = EscapedText.codeUnit(cursor + 2) else {
      throw malformed("\\u is not followed by four hexadecimal digits", at: cursor)
    }
    return unit
  }

  /// A number by the grammar of RFC 8259; its value is looked at only when somebody asks for it.
  @inline(__always)
  func number(_ cursor: inout UnsafeRawPointer, _ first: UInt8, _ tape: inout JSONTape) throws(JSONError) {
    let start = cursor
    var here = cursor
    var byte = first
    if byte == UInt8(ascii: "-") {
      here += 1
      byte = here < end ? here.load(as: UInt8.self) : 0
    }
    guard byte &- 0x30 < 10 else { throw here == end ? truncated() : malformed("this is not a JSON value", at: start) }
    here += 1
    if byte != UInt8(ascii: "0") {
      here = skipDigits(here)
    }
    if here < end {
      byte = here.load(as: UInt8.self)
      if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
        here = try fractionAndExponent(here)
      } else if byte &- 0x30 < 10 {
        throw malformed("a number starts with a zero too many", at: start)
      }
    }
    guard tape.append(.token, payload: JSONNode.range(start: start - base, count: here - start)) else {
      throw tooManyNodes(at: start)
    }
    cursor = here
  }

  @inline(__always)
  private func skipDigits(_ start: UnsafeRawPointer) -> UnsafeRawPointer {
    var cursor = start
    while cursor < end, cursor.load(as: UInt8.self) &- 0x30 < 10 { cursor += 1 }
    return cursor
  }

  @inline(never)
  private func fractionAndExponent(_ start: UnsafeRawPointer) throws(JSONError) -> UnsafeRawPointer {
    var cursor = start
    if cursor.load(as: UInt8.self) == UInt8(ascii: ".") { cursor = try someDigits(cursor + 1) }
    guard cursor < end, cursor.load(as: UInt8.self) | 0x20 == UInt8(ascii: "e") else { return cursor }
    cursor += 1
    if cursor < end {
      let sign = cursor.load(as: UInt8.self)
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { cursor += 1 }
    }
    return try someDigits(cursor)
  }

  private func someDigits(_ start: UnsafeRawPointer) throws(JSONError) -> UnsafeRawPointer {
    let after = skipDigits(start)
    guard after > start else {
      throw start == end ? truncated() : malformed("a number lacks digits", at: start)
    }
    return after
  }
}
