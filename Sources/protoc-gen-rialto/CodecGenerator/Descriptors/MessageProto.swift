internal import Wire

/// `google.protobuf.DescriptorProto`.
struct MessageProto: DescriptorMessage {
  var name = ""
  var fields: [FieldProto] = []
  var messages: [MessageProto] = []
  var enums: [EnumProto] = []
  /// The names of its oneofs, those that `optional` makes up included.
  var oneofs: [String] = []
  /// Whether protoc made it up as the entries of a map field.
  var isMapEntry = false
  var hasExtensions = false

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag {
      case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
      case WireTag(number: 2, type: .lengthDelimited): fields.append(try reader.descriptor(FieldProto.self))
      case WireTag(number: 3, type: .lengthDelimited): messages.append(try reader.descriptor(MessageProto.self))
      case WireTag(number: 4, type: .lengthDelimited): enums.append(try reader.descriptor(EnumProto.self))
      case WireTag(number: 7, type: .lengthDelimited): isMapEntry = try reader.descriptor(Options.self).isMapEntry
      case WireTag(number: 8, type: .lengthDelimited): oneofs.append(try reader.descriptor(Oneof.self).name)
      default:
        hasExtensions = hasExtensions || tag.number == 5 || tag.number == 6
        try reader.skip(tag)
      }
    }
  }

  /// `google.protobuf.MessageOptions`.
  private struct Options: DescriptorMessage {
    var isMapEntry = false

    mutating func merge(from reader: inout WireReader) throws(WireError) {
      while let tag = try reader.nextTag() {
        switch tag {
        case WireTag(number: 7, type: .varint): isMapEntry = try reader.bool()
        default: try reader.skip(tag)
        }
      }
    }
  }

  /// `google.protobuf.OneofDescriptorProto`.
  private struct Oneof: DescriptorMessage {
    var name = ""

    mutating func merge(from reader: inout WireReader) throws(WireError) {
      while let tag = try reader.nextTag() {
        switch tag {
        case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
        default: try reader.skip(tag)
        }
      }
    }
  }
}
