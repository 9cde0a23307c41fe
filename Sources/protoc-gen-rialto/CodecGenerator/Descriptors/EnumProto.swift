internal import Wire

/// `google.protobuf.EnumDescriptorProto`.
struct EnumProto: DescriptorMessage {
  struct Value: DescriptorMessage {
    var name = ""
    var number: Int32 = 0

    mutating func merge(from reader: inout WireReader) throws(WireError) {
      while let tag = try reader.nextTag() {
        switch tag {
        case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
        case WireTag(number: 2, type: .varint): number = try reader.int32()
        default: try reader.skip(tag)
        }
      }
    }
  }

  var name = ""
  var values: [Value] = []

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag {
      case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
      case WireTag(number: 2, type: .lengthDelimited): values.append(try reader.descriptor(Value.self))
      default: try reader.skip(tag)
      }
    }
  }
}
