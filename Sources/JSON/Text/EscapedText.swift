internal import Glibc

/// The inside of a JSON string literal with escapes that the parser has checked.
enum EscapedText {
  /// Writes the UTF-8 that `text` stands for and returns how many bytes it has, which is never more than `text` has.
  static func decode(_ text: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer) -> Int {
    guard var cursor = text.baseAddress else { return 0 }
    let end = cursor + text.count
    var out = target
    while cursor < end {
      let run = runCount(cursor, end)
      out.copyMemory(from: cursor, byteCount: run)
      out += run
      cursor += run
      guard cursor < end else { break }
      let (scalar, length) = scalar(cursor)
      cursor += length
      out = write(scalar, to: out)
    }
    return out - target
  }

  /// How many bytes `decode` would write.
  static func decodedCount(_ text: UnsafeRawBufferPointer) -> Int {
    guard var cursor = text.baseAddress else { return 0 }
    let end = cursor + text.count
    var count = 0
    while cursor < end {
      let run = runCount(cursor, end)
      count += run
      cursor += run
      guard cursor < end else { break }
      let (scalar, length) = scalar(cursor)
      cursor += length
      count += scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }
    return count
  }

  /// The number that four hexadecimal digits make, or nil where they are not.
  static func codeUnit(_ digits: UnsafeRawPointer) -> UInt32? {
    var unit: UInt32 = 0
    for offset in 0..<4 {
      let byte = digits.load(fromByteOffset: offset, as: UInt8.self)
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: return nil
      }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }

  private static func runCount(_ cursor: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Int {
    guard let backslash = memchr(cursor, 0x5C, end - cursor) else { return end - cursor }
    return UnsafeRawPointer(backslash) - cursor
  }

  /// What the escape sequence at `cursor` stands for, and its length.
  private static func scalar(_ cursor: UnsafeRawPointer) -> (scalar: UInt32, length: Int) {
    let letter = (cursor + 1).load(as: UInt8.self)
    switch letter {
    case UInt8(ascii: "b"): return (0x08, 2)
    case UInt8(ascii: "f"): return (0x0C, 2)
    case UInt8(ascii: "n"): return (0x0A, 2)
    case UInt8(ascii: "r"): return (0x0D, 2)
    case UInt8(ascii: "t"): return (0x09, 2)
    case UInt8(ascii: "u"):
      // The parser has seen the digits, so the alternative value is never used.
      let unit = codeUnit(cursor + 2) ?? 0
      guard (0xD800..<0xDC00).contains(unit) else { return (unit, 6) }
      let low = codeUnit(cursor + 8) ?? 0
      return (0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF), 12)
    default: return (UInt32(letter), 2)
    }
  }

  private static func write(_ scalar: UInt32, to target: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    func put(_ offset: Int, _ value: UInt32) {
      target.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
    }
    switch scalar {
    case 0..<0x80:
      put(0, scalar)
      return target + 1
    case 0x80..<0x800:
      put(0, 0xC0 | scalar >> 6)
      put(1, 0x80 | scalar & 0x3F)
      return target + 2
    case 0x800..<0x10000:
      put(0, 0xE0 | scalar >> 12)
      put(1, 0x80 | scalar >> 6 & 0x3F)
      put(2, 0x80 | scalar & 0x3F)
      return target + 3
    default:
      put(0, 0xF0 | scalar >> 18)
      put(1, 0x80 | scalar >> 12 & 0x3F)
      put(2, 0x80 | scalar >> 6 & 0x3F)
      put(3, 0x80 | scalar & 0x3F)
      return target + 4
    }
  }
}
