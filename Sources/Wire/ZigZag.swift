/// Signed numbers folded so that small magnitudes make short varints: 0, -1, 1, -2 become 0, 1, 2, 3.
@usableFromInline
package enum ZigZag {
  @inlinable
  package static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }

  @inlinable
  package static func encode(_ value: Int32) -> UInt32 { UInt32(bitPattern: (value << 1) ^ (value >> 31)) }

  @inlinable
  package static func decode(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(value & 1) }

  @inlinable
  package static func decode(_ value: UInt32) -> Int32 { Int32(bitPattern: value >> 1) ^ -Int32(value & 1) }
}
