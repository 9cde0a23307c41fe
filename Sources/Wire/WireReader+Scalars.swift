/// The scalar types of proto3. As protobuf prescribes, a varint too wide for its field is cut to the field's width.
extension WireReader {
  @inlinable
  package mutating func uint64() throws(WireError) -> UInt64 { try varint() }

  @inlinable
  package mutating func uint32() throws(WireError) -> UInt32 { UInt32(truncatingIfNeeded: try varint()) }

  @inlinable
  package mutating func int64() throws(WireError) -> Int64 { Int64(bitPattern: try varint()) }

  @inlinable
  package mutating func int32() throws(WireError) -> Int32 { Int32(truncatingIfNeeded: try varint()) }

  @inlinable
  package mutating func sint64() throws(WireError) -> Int64 { ZigZag.decode(try varint()) }

  @inlinable
  package mutating func sint32() throws(WireError) -> Int32 { ZigZag.decode(try uint32()) }

  @inlinable
  package mutating func bool() throws(WireError) -> Bool { try varint() != 0 }

  @inlinable
  package mutating func sfixed32() throws(WireError) -> Int32 { Int32(bitPattern: try fixed32()) }

  @inlinable
  package mutating func sfixed64() throws(WireError) -> Int64 { Int64(bitPattern: try fixed64()) }

  @inlinable
  package mutating func float() throws(WireError) -> Float { Float(bitPattern: try fixed32()) }

  @inlinable
  package mutating func double() throws(WireError) -> Double { Double(bitPattern: try fixed64()) }
}
