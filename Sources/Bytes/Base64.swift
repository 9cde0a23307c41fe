/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
package enum Base64 {
  /// The text for `bytes`, on one line.
  package static func encode(_ bytes: SharedBytes) -> String {
    let length = (bytes.count + 2) / 3 * 4
    return bytes.withUnsafeBytes { source in
      String(unsafeUninitializedCapacity: length) { target in
        pairs.withUnsafeBufferPointer { encode(source, into: UnsafeMutableRawBufferPointer(target), pairs: $0) }
        return length
      }
    }
  }

  /// The bytes of a text that is exactly what `encode` would make of them, or nil.
  ///
  /// So line breaks, missing padding, characters of other alphabets and unused bits that are set are all refused: two
  /// different texts never stand for the same bytes.
  package static func decode(_ text: String) -> SharedBytes? {
    var text = text
    return text.withUTF8 { source in
      guard source.count % 4 == 0 else { return nil }
      guard !source.isEmpty else { return SharedBytes() }
      let isPad = (source[source.count - 2] == pad, source[source.count - 1] == pad)
      let padding: Int
      switch isPad {
      case (false, false): padding = 0
      case (false, true): padding = 1
      case (true, true): padding = 2
      case (true, false): return nil
      }
      var isValid = false
      let bytes = SharedBytes(count: source.count / 4 * 3 - padding) { target in
        isValid = values.withUnsafeBufferPointer { decode(source, padding: padding, into: target, values: $0) }
      }
      return isValid ? bytes : nil
    }
  }

  private static let pad = UInt8(ascii: "=")
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// For every 12 bits their two characters, in the order they stand in memory: half the look-ups of the alphabet.
  private static let pairs: [UInt16] = (0..<4_096).map { bits in
    UInt16(littleEndian: UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8)
  }

  /// For every character its six bits; 0x80 and more for characters outside the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (bits, character) in alphabet.enumerated() { values[Int(character)] = UInt8(bits) }
    return values
  }()

  private static func encode(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, pairs: UnsafeBufferPointer<UInt16>
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
    target[written + 2] = left == 2 ? alphabet[bits >> 6 & 63] : pad
    target[written + 3] = pad
  }

  /// False where the text is not valid. `target` has room for exactly what the text stands for.
  private static func decode(
    _ source: UnsafeBufferPointer<UInt8>, padding: Int, into target: UnsafeMutableRawBufferPointer,
    values: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    func bits(_ read: Int) -> (UInt32, UInt8) {
      let (a, b) = (values[Int(source[read])], values[Int(source[read + 1])])
      let (c, d) = (values[Int(source[read + 2])], values[Int(source[read + 3])])
      return (UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d), a | b | c | d)
    }
    let whole = padding == 0 ? source.count : source.count - 4
    var (read, written) = (0, 0)
    var seen: UInt8 = 0
    while read < whole {
      let (three, used) = bits(read)
      target[written] = UInt8(truncatingIfNeeded: three >> 16)
      target[written + 1] = UInt8(truncatingIfNeeded: three >> 8)
      target[written + 2] = UInt8(truncatingIfNeeded: three)
      // Looked at once at the end: the valid text is the one worth being fast for.
      seen |= used
      read += 4
      written += 3
    }
    if padding > 0 {
      let (a, b) = (values[Int(source[read])], values[Int(source[read + 1])])
      let c = padding == 1 ? values[Int(source[read + 2])] : 0
      seen |= a | b | c
      let three = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6
      target[written] = UInt8(truncatingIfNeeded: three >> 16)
      if padding == 1 { target[written + 1] = UInt8(truncatingIfNeeded: three >> 8) }
      let unused: UInt32 = padding == 1 ? 0xFF : 0xFFFF
      guard three & unused == 0 else { return false }
    }
    return seen < 0x80
  }
}
