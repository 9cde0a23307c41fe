/// Base64 (RFC 4648) in two forms, each strict: two different texts never stand for the same bytes.
package enum Base64 {
  package enum Form: Sendable {
    /// The standard alphabet with padding (section 4).
    case standard
    /// `-` and `_` in place of `+` and `/`, without padding (section 5): needs no escape in a URI or a header.
    case urlSafe
  }

  /// The text for `bytes`, on one line.
  package static func encode(_ bytes: SharedBytes, as form: Form = .standard) -> String {
    let isPadded = form == .standard
    let length = isPadded ? (bytes.count + 2) / 3 * 4 : (bytes.count * 4 + 2) / 3
    let tables = tables(of: form)
    return bytes.withUnsafeBytes { source in
      String(unsafeUninitializedCapacity: length) { target in
        tables.pairs.withUnsafeBufferPointer {
          encode(source, into: UnsafeMutableRawBufferPointer(target), pairs: $0, isPadded: isPadded)
        }
        return length
      }
    }
  }

  /// The bytes of a text that is exactly what `encode` would make of them, or nil.
  ///
  /// So line breaks, padding that is missing or too much, characters of other alphabets and unused bits that are set
  /// are all refused.
  package static func decode(_ text: String, as form: Form = .standard) -> SharedBytes? {
    var text = text
    return text.withUTF8 { source in
      var digits = source.count
      if form == .standard {
        guard digits % 4 == 0 else { return nil }
        // A third `=` stays where it is and is refused as a character of no alphabet.
        for _ in 0..<2 where digits > 0 && source[digits - 1] == pad { digits -= 1 }
      }
      guard digits % 4 != 1 else { return nil }
      guard digits > 0 else { return source.isEmpty ? SharedBytes() : nil }
      let tables = tables(of: form)
      var isValid = false
      let bytes = SharedBytes(count: digits * 3 / 4) { target in
        isValid = tables.values.withUnsafeBufferPointer { decode(source, digits: digits, into: target, values: $0) }
      }
      return isValid ? bytes : nil
    }
  }

  private static let pad = UInt8(ascii: "=")

  private struct Tables {
    /// For every 12 bits their two characters, in the order they stand in memory: half the look-ups of the alphabet.
    let pairs: [UInt16]
    /// For every character its six bits; 0x80 and more for characters outside the alphabet.
    let values: [UInt8]

    init(last: StaticString) {
      let alphabet =
        Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        + UnsafeBufferPointer(start: last.utf8Start, count: 2)
      pairs = (0..<4_096).map { bits in
        UInt16(littleEndian: UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8)
      }
      var values = [UInt8](repeating: 0xFF, count: 256)
      for (bits, character) in alphabet.enumerated() { values[Int(character)] = UInt8(bits) }
      self.values = values
    }
  }

  private static let standard = Tables(last: "+/")
  private static let urlSafe = Tables(last: "-_")

  private static func tables(of form: Form) -> Tables {
    switch form {
    case .standard: standard
    case .urlSafe: urlSafe
    }
  }

  private static func encode(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, pairs: UnsafeBufferPointer<UInt16>,
    isPadded: Bool
  ) {
    var (read, written) = (0, 0)
    while read + 3 <= source.count {
      let bits = Int(source[read]) << 16 | Int(source[read + 1]) << 8 | Int(source[read + 2])
      target.storeBytes(of: pairs[bits >> 12], toByteOffset: written, as: UInt16.self)
      target.storeBytes(of: pairs[bits & 0xFFF], toByteOffset: written + 2, as: UInt16.self)
      read += 3
      written += 4
    }
    let left = source.count - read
    guard left > 0 else { return }
    let bits = Int(source[read]) << 16 | (left == 2 ? Int(source[read + 1]) << 8 : 0)
    target.storeBytes(of: pairs[bits >> 12], toByteOffset: written, as: UInt16.self)
    if left == 2 {
      // Of this pair only the first character is wanted; it is the one that stands first in memory.
      withUnsafeBytes(of: pairs[bits & 0xFFF]) { target[written + 2] = $0[0] }
    }
    guard isPadded else { return }
    if left == 1 { target[written + 2] = pad }
    target[written + 3] = pad
  }

  /// False where one of the `digits` characters at the start of `source` is not valid. `target` has room for exactly
  /// what they stand for.
  private static func decode(
    _ source: UnsafeBufferPointer<UInt8>, digits: Int, into target: UnsafeMutableRawBufferPointer,
    values: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    func value(_ index: Int) -> UInt32 { UInt32(values[Int(source[index])]) }
    var (read, written) = (0, 0)
    var seen: UInt32 = 0
    while read + 4 <= digits {
      let (a, b, c, d) = (value(read), value(read + 1), value(read + 2), value(read + 3))
      let three = a << 18 | b << 12 | c << 6 | d
      target[written] = UInt8(truncatingIfNeeded: three >> 16)
      target[written + 1] = UInt8(truncatingIfNeeded: three >> 8)
      target[written + 2] = UInt8(truncatingIfNeeded: three)
      // Looked at once at the end: the valid text is the one worth being fast for.
      seen |= a | b | c | d
      read += 4
      written += 3
    }
    if read < digits {
      let (a, b) = (value(read), value(read + 1))
      let hasThird = digits - read == 3
      let c = hasThird ? value(read + 2) : 0
      seen |= a | b | c
      let three = a << 18 | b << 12 | c << 6
      target[written] = UInt8(truncatingIfNeeded: three >> 16)
      if hasThird { target[written + 1] = UInt8(truncatingIfNeeded: three >> 8) }
      guard three & (hasThird ? 0xFF : 0xFFFF) == 0 else { return false }
    }
    return seen < 0x80
  }
}
