/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
  /// Passes over the characters beyond ASCII that start at `start`, of which there is at least one. Nil where they are
  /// not UTF-8.
  static func skipNonASCII(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> UnsafeRawPointer? {
    var cursor = start
    while cursor < end {
      let lead = cursor.load(as: UInt8.self)
      if lead < 0x80 { break }
      let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard lead >= 0xC2, lead <= 0xF4, end - cursor >= count else { return nil }
      let second = (cursor + 1).load(as: UInt8.self)
      guard second & 0xC0 == 0x80 else { return nil }
      if count > 2 {
        guard (cursor + 2).load(as: UInt8.self) & 0xC0 == 0x80 else { return nil }
        switch lead {
        case 0xE0: guard second >= 0xA0 else { return nil }
        case 0xED: guard second < 0xA0 else { return nil }
        case 0xF0: guard second >= 0x90 else { return nil }
        case 0xF4: guard second < 0x90 else { return nil }
        default: break
        }
        if count == 4 {
          guard (cursor + 3).load(as: UInt8.self) & 0xC0 == 0x80 else { return nil }
        }
      }
      cursor += count
    }
    return cursor
  }
}
