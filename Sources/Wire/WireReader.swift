/// Why this room exists: generated codecs need one bounded protobuf runtime, and nothing else should read or write
/// wire bytes. It imports Bytes only.
///
/// Its types are `@usableFromInline` and Bytes is a public import, for without both the compiler keeps `@inlinable
/// package` members inside their module, and decoding takes twice as long.

public import Bytes

/// Reads the protobuf wire format from bytes that nobody trusts.
///
/// Every read is checked against the end of the innermost message that was entered, so no input can make it read
/// outside its source. A reader that has thrown is not used further.
@usableFromInline
package struct WireReader {
  /// As deep as protobuf's own implementations go by default.
  @inlinable
  package static var defaultDepthLimit: Int { 100 }

  /// Everything there is to read; slices share its owner.
  @usableFromInline package let source: SharedBytes
  @usableFromInline var cursor: UnsafeRawPointer
  @usableFromInline var end: UnsafeRawPointer
  @usableFromInline var depthLeft: Int

  /// - Parameter depthLimit: how many messages or groups may be nested inside the outermost one.
  @inlinable
  package init(_ source: SharedBytes, depthLimit: Int = defaultDepthLimit) {
    self.source = source
    cursor = source.base
    end = source.base + source.count
    depthLeft = depthLimit
  }

  /// Whether the innermost message that was entered is read to its end.
  @inlinable
  package var isAtEnd: Bool { cursor >= end }

  /// The offset of the next byte in `source`.
  @inlinable
  package var position: Int { cursor - source.base }

  /// How many bytes of the innermost message are left.
  @inlinable
  package var remainingBytes: Int { end - cursor }

  /// The next field's tag, or nil at the end of the innermost message.
  @inlinable
  package mutating func nextTag() throws(WireError) -> WireTag? {
    guard cursor < end else { return nil }
    let tag = try varint()
    guard tag >= 8, tag <= UInt64(UInt32.max), tag & 7 <= 5 else { throw invalidTag() }
    return WireTag(rawValue: UInt32(truncatingIfNeeded: tag))
  }

  /// An unsigned number of up to 64 bits in one to ten bytes.
  @inlinable
  package mutating func varint() throws(WireError) -> UInt64 {
    guard cursor < end else { throw truncated() }
    let first = cursor.load(as: UInt8.self)
    guard first < 0x80 else { return try longVarint() }
    cursor += 1
    return UInt64(first)
  }

  @inlinable
  package mutating func fixed32() throws(WireError) -> UInt32 {
    guard end - cursor >= 4 else { throw truncated() }
    defer { cursor += 4 }
    return UInt32(littleEndian: cursor.loadUnaligned(as: UInt32.self))
  }

  @inlinable
  package mutating func fixed64() throws(WireError) -> UInt64 {
    guard end - cursor >= 8 else { throw truncated() }
    defer { cursor += 8 }
    return UInt64(littleEndian: cursor.loadUnaligned(as: UInt64.self))
  }

  /// The length of what follows, which is known to lie inside the innermost message.
  @inlinable
  package mutating func length() throws(WireError) -> Int {
    let count = try varint()
    guard count <= UInt64(end - cursor) else { throw truncated() }
    return Int(truncatingIfNeeded: count)
  }

  /// Where the next length-delimited value lies in `source`; its bytes are passed over.
  @inlinable
  package mutating func range() throws(WireError) -> Range<Int> {
    let count = try length()
    let start = position
    cursor += count
    return start..<start + count
  }

  /// The next length-delimited value as a slice of `source`, without a copy.
  @inlinable
  package mutating func bytes() throws(WireError) -> SharedBytes {
    let count = try length()
    defer { cursor += count }
    return SharedBytes(base: cursor, count: count, owner: source.owner)
  }

  /// The next length-delimited value as text; refuses what is not UTF-8.
  @usableFromInline
  package mutating func string() throws(WireError) -> String {
    let count = try length()
    let text = UnsafeBufferPointer(start: cursor.assumingMemoryBound(to: UInt8.self), count: count)
    do {
      // Several times faster for short text than the generic `String(validating:as:)`.
      let string = String(copying: try UTF8Span(validating: text.span))
      cursor += count
      return string
    } catch {
      throw WireError(code: .invalidUTF8, message: "a string field is not UTF-8", offset: position)
    }
  }

  @inline(never) @usableFromInline
  mutating func longVarint() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while cursor < end {
      let byte = UInt64(cursor.load(as: UInt8.self))
      cursor += 1
      // The tenth byte has room for one bit, and nothing may follow it.
      guard shift < 63 || byte <= 1 else {
        throw WireError(code: .malformedVarint, message: "a varint does not fit into 64 bits", offset: position)
      }
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw truncated()
  }

  @inline(never) @usableFromInline
  func truncated() -> WireError {
    WireError(code: .truncated, message: "the message ends inside a field", offset: position)
  }

  @inline(never) @usableFromInline
  func invalidTag() -> WireError {
    WireError(code: .invalidTag, message: "a field tag is not valid", offset: position)
  }
}
