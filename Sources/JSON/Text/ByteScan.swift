internal import CByteScan

/// Looking at text eight bytes at a time, or sixteen.
enum ByteScan {
  @inline(__always) private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  @inline(__always) private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  @inline(__always)
  static func word(_ pointer: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: pointer.loadUnaligned(as: UInt64.self))
  }

  /// The last `count` bytes of a text that ends at `end`, `count` below 8, filled up with letters.
  @inline(__always)
  static func shortWord(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let filler: UInt64 = 0x6161_6161_6161_6161
    if count >= 4 {
      let low = UInt64(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
      let high = UInt64(UInt32(littleEndian: (start + (count - 4)).loadUnaligned(as: UInt32.self)))
      return low | high << UInt64(8 * (count - 4)) | filler << UInt64(8 * count)
    }
    guard count > 0 else { return filler }
    let first = UInt64(start.load(as: UInt8.self))
    let middle = UInt64((start + count / 2).load(as: UInt8.self)) << UInt64(8 * (count / 2))
    let last = UInt64((start + (count - 1)).load(as: UInt8.self)) << UInt64(8 * (count - 1))
    return first | middle | last | filler << UInt64(8 * count)
  }

  /// A high bit for the first byte that is a quotation mark, a backslash or a control character; higher bits may be
  /// set as well, lower ones are not.
  @inline(__always)
  static func needsEscape(_ word: UInt64) -> UInt64 {
    let quote = (word ^ (ones &* 0x22)) &- ones
    let backslash = (word ^ (ones &* 0x5C)) &- ones
    let control = word &- (ones &* 0x20)
    return (quote | backslash | control) & ~word & highBits
  }

  /// The same, for a byte that is not ASCII too.
  @inline(__always)
  static func isSpecial(_ word: UInt64) -> UInt64 {
    let quote = (word ^ (ones &* 0x22)) &- ones
    let backslash = (word ^ (ones &* 0x5C)) &- ones
    let control = word &- (ones &* 0x20)
    return (quote | backslash | control | word) & highBits
  }

  /// Which of the 16 bytes is the first that `isSpecial` points out; 16 where none is.
  @inline(__always)
  static func firstSpecial(_ pointer: UnsafeRawPointer) -> Int { rialto_first_special(pointer) }

  @inline(__always)
  static func isNonASCII(_ word: UInt64) -> UInt64 { word & highBits }

  /// The number that eight digits stand for; nil where they are not all digits.
  @inline(__always)
  static func eightDigits(_ pointer: UnsafeRawPointer) -> Int64? {
    let text = word(pointer)
    let zeros = ones &* 0x30
    // A digit is 0x30 to 0x39: its upper half is 3, and stays that when 6 is added.
    guard (text | (text &+ ones &* 6)) & (ones &* 0xF0) == zeros, text & (ones &* 0xF0) == zeros else { return nil }
    // Neighbours are joined to numbers of two digits, of four, and of eight.
    let pairs = ((text ^ zeros) &* (10 << 8 | 1)) >> 8 & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* (100 << 16 | 1)) >> 16 & 0x0000_FFFF_0000_FFFF
    return Int64(truncatingIfNeeded: (fours &* (10_000 << 32 | 1)) >> 32)
  }

  /// The index of the byte that a mask made above points out.
  @inline(__always)
  static func firstIndex(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

  /// A high bit for the first byte that is not a space.
  @inline(__always)
  static func isNotSpace(_ word: UInt64) -> UInt64 {
    let difference = word ^ (ones &* 0x20)
    return (difference | ((difference & ~highBits) &+ ~highBits)) & highBits
  }

  /// From this many bytes on a text is only checked, not classified: whoever writes it escapes what has to be.
  static var longText: Int { 128 }

  /// How a received text is stored on the tape, or nil where it is not UTF-8. A long text is passed over once, four
  /// words at a time, and never read for characters to escape.
  @inline(__always)
  static func storageOfReceived(_ text: UnsafeRawBufferPointer) -> JSONNode.Storage? {
    guard text.count >= longText, let start = text.baseAddress else { return storage(of: text) }
    return isUTF8(start, start + text.count) ? .plainString : nil
  }

  private static func isUTF8(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
    var cursor = start
    while true {
      while end - cursor >= 32 {
        let joined = word(cursor) | word(cursor + 8) | word(cursor + 16) | word(cursor + 24)
        if isNonASCII(joined) != 0 { break }
        cursor += 32
      }
      while cursor < end, cursor.load(as: UInt8.self) < 0x80 { cursor += 1 }
      if cursor == end { return true }
      guard let after = UTF8Check.skipNonASCII(cursor, end) else { return false }
      cursor = after
    }
  }

  /// How a text's UTF-8 is stored on the tape, or nil where it is not UTF-8.
  @inline(__always)
  static func storage(of text: UnsafeRawBufferPointer) -> JSONNode.Storage? {
    guard let start = text.baseAddress else { return .cleanString }
    let count = text.count
    if count < 8 {
      if isSpecial(shortWord(start, count)) == 0 { return .cleanString }
    } else if count < 16 {
      if (isSpecial(word(start)) | isSpecial(word(start + (count - 8)))) == 0 { return .cleanString }
    } else {
      var first = firstSpecial(start + (count - 16))
      var offset = 0
      while offset + 16 < count, first == 16 {
        first = firstSpecial(start + offset)
        offset += 16
      }
      if first == 16 { return .cleanString }
    }
    return storageOfUncommon(start, start + count)
  }

  @inline(never)
  private static func storageOfUncommon(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) -> JSONNode.Storage? {
    var cursor = start
    var found: UInt64 = 0
    while cursor < end {
      let count = end - cursor
      let word = count >= 8 ? word(cursor) : shortWord(cursor, count)
      found |= needsEscape(word)
      let high = isNonASCII(word)
      if high == 0 {
        cursor += 8
      } else {
        cursor += firstIndex(high)
        guard let after = UTF8Check.skipNonASCII(cursor, end) else { return nil }
        cursor = after
      }
    }
    return found == 0 ? .cleanString : .plainString
  }
}
