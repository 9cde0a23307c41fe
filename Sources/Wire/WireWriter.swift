public import Bytes

/// Writes the protobuf wire format into memory whose size was computed beforehand.
///
/// Sizes come first, so a message of any depth is written once, front to back, into its final buffer. Writing more or
/// less than was announced is a programming error and traps rather than touching memory outside the buffer.
@usableFromInline
package struct WireWriter: ~Copyable {
  @usableFromInline var cursor: UnsafeMutableRawPointer
  @usableFromInline let end: UnsafeMutableRawPointer

  @usableFromInline
  init(base: UnsafeMutableRawPointer, count: Int) {
    cursor = base
    end = base + count
  }

  /// Allocates `count` bytes and lets `body` write all of them.
  @inlinable
  package static func bytes(count: Int, _ body: (inout WireWriter) -> Void) -> SharedBytes {
    SharedBytes(count: count) { buffer in
      guard let base = buffer.baseAddress else { return }
      var writer = WireWriter(base: base, count: count)
      body(&writer)
      precondition(writer.cursor == writer.end, "a message wrote less than its encoded size")
    }
  }

  /// How many bytes are still to be written.
  @inlinable
  package var remainingBytes: Int { end - cursor }

  /// Hands out the next `count` bytes; the caller writes every one of them before anything else is written.
  @inlinable
  package mutating func claim(_ count: Int) -> UnsafeMutableRawPointer {
    precondition(count >= 0 && count <= end - cursor, "a message wrote more than its encoded size")
    defer { cursor += count }
    return cursor
  }

  @inlinable
  package mutating func byte(_ value: UInt8) {
    claim(1).storeBytes(of: value, as: UInt8.self)
  }

  /// A tag as `WireTag.rawValue` has it.
  @inlinable
  package mutating func tag(_ rawValue: UInt32) { varint(UInt64(rawValue)) }

  @inlinable
  package mutating func varint(_ value: UInt64) {
    if value < 0x80 {
      byte(UInt8(truncatingIfNeeded: value))
    } else {
      longVarint(value)
    }
  }

  @inlinable
  package mutating func varint(_ value: Int64) { varint(UInt64(bitPattern: value)) }

  @inlinable
  package mutating func varint(_ value: Int32) { varint(UInt64(bitPattern: Int64(value))) }

  @inlinable
  package mutating func varint(_ value: UInt32) { varint(UInt64(value)) }

  @inlinable
  package mutating func fixed32(_ value: UInt32) {
    claim(4).storeBytes(of: value.littleEndian, as: UInt32.self)
  }

  @inlinable
  package mutating func fixed64(_ value: UInt64) {
    claim(8).storeBytes(of: value.littleEndian, as: UInt64.self)
  }

  /// Bytes as they are, without a length.
  @inlinable
  package mutating func raw(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    claim(bytes.count).copyMemory(from: base, byteCount: bytes.count)
  }

  /// A length and the bytes.
  @inlinable
  package mutating func bytes(_ value: SharedBytes) {
    varint(UInt64(value.count))
    value.withUnsafeBytes { raw($0) }
  }

  /// A length and the text's UTF-8.
  @inlinable
  package mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { text in
      varint(UInt64(text.count))
      raw(UnsafeRawBufferPointer(text))
    }
  }

  /// A length and the message's fields.
  @inlinable
  package mutating func message(_ value: some WireMessage) {
    varint(UInt64(value.encodedSize))
    value.write(to: &self)
  }

  @usableFromInline
  mutating func longVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      byte(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    byte(UInt8(truncatingIfNeeded: rest))
  }
}
