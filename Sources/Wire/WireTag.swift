/// The form a field's value has on the wire. Groups are only ever skipped.
@usableFromInline
package enum WireType: UInt8, Sendable {
  case varint = 0
  case fixed64 = 1
  case lengthDelimited = 2
  case startGroup = 3
  case endGroup = 4
  case fixed32 = 5
}

/// A field's number and wire type as they travel: `number << 3 | type`.
///
/// Decoders switch on `rawValue`, so that a known number with an unexpected type falls through to the unknown fields.
@usableFromInline
package struct WireTag: Sendable, Hashable {
  @usableFromInline package let rawValue: UInt32

  @inlinable
  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  @inlinable
  package init(number: Int, type: WireType) {
    precondition(number >= 1 && number <= Self.maximumNumber, "field numbers are 1 to 2^29 - 1")
    self.init(rawValue: UInt32(number) << 3 | UInt32(type.rawValue))
  }

  /// The largest field number protobuf allows.
  @inlinable
  package static var maximumNumber: Int { 1 << 29 - 1 }

  @inlinable
  package var number: Int { Int(rawValue >> 3) }

  /// Nil for the two values that no version of protobuf uses; a reader never returns such a tag.
  @inlinable
  package var type: WireType? { WireType(rawValue: UInt8(rawValue & 7)) }
}
