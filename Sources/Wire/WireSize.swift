public import Bytes

/// How many bytes values take on the wire, without their tags.
@usableFromInline
package enum WireSize {
  @inlinable
  package static func varint(_ value: UInt64) -> Int {
    // Seven bits a byte: ceil(bits / 7) without a division, exact for 1 to 64 bits.
    let bits = 64 - (value | 1).leadingZeroBitCount
    return (bits * 9 + 64) >> 6
  }

  /// Negative numbers are sign-extended to 64 bits and take ten bytes.
  @inlinable
  package static func varint(_ value: Int64) -> Int { varint(UInt64(bitPattern: value)) }

  @inlinable
  package static func varint(_ value: Int32) -> Int { varint(UInt64(bitPattern: Int64(value))) }

  @inlinable
  package static func varint(_ value: UInt32) -> Int { varint(UInt64(value)) }

  /// A value of `count` bytes with its length in front.
  @inlinable
  package static func lengthDelimited(_ count: Int) -> Int { varint(UInt64(count)) + count }

  @inlinable
  package static func string(_ value: String) -> Int { lengthDelimited(value.utf8.count) }

  @inlinable
  package static func bytes(_ value: SharedBytes) -> Int { lengthDelimited(value.count) }

  @inlinable
  package static func message(_ value: some WireMessage) -> Int { lengthDelimited(value.encodedSize) }
}
