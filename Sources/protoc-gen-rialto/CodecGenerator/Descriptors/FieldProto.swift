internal import Wire

/// `google.protobuf.FieldDescriptorProto`.
struct FieldProto: DescriptorMessage {
  var name = ""
  var number = 0
  var isRepeated = false
  /// The number that descriptor.proto gives the type; see `ScalarType`.
  var type: Int32 = 0
  /// The full name of its message or enum, with a dot in front; empty for scalars.
  var typeName = ""
  /// The index of the oneof it belongs to.
  var oneof: Int?
  /// Whether it is marked `optional`; its oneof is then one that protoc made up.
  var isOptional = false
  /// What the option `packed` says, where it is set.
  var packed: Bool?

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag {
      case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
      case WireTag(number: 3, type: .varint): number = Int(try reader.int32())
      case WireTag(number: 4, type: .varint): isRepeated = try reader.int32() == 3
      case WireTag(number: 5, type: .varint): type = try reader.int32()
      case WireTag(number: 6, type: .lengthDelimited): typeName = try reader.string()
      case WireTag(number: 8, type: .lengthDelimited): packed = try reader.descriptor(Options.self).packed
      case WireTag(number: 9, type: .varint): oneof = Int(try reader.int32())
      case WireTag(number: 17, type: .varint): isOptional = try reader.bool()
      default: try reader.skip(tag)
      }
    }
  }

  /// `google.protobuf.FieldOptions`.
  private struct Options: DescriptorMessage {
    var packed: Bool?

    mutating func merge(from reader: inout WireReader) throws(WireError) {
      while let tag = try reader.nextTag() {
        switch tag {
        case WireTag(number: 2, type: .varint): packed = try reader.bool()
        default: try reader.skip(tag)
        }
      }
    }
  }
}
