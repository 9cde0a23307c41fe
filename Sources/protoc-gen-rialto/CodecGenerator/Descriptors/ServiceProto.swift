internal import Wire

/// `google.protobuf.ServiceDescriptorProto`.
struct ServiceProto: DescriptorMessage {
  struct Method: DescriptorMessage {
    var name = ""
    var isClientStreaming = false
    var isServerStreaming = false

    mutating func merge(from reader: inout WireReader) throws(WireError) {
      while let tag = try reader.nextTag() {
        switch tag {
        case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
        case WireTag(number: 5, type: .varint): isClientStreaming = try reader.bool()
        case WireTag(number: 6, type: .varint): isServerStreaming = try reader.bool()
        default: try reader.skip(tag)
        }
      }
    }
  }

  var name = ""
  var methods: [Method] = []

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag {
      case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
      case WireTag(number: 2, type: .lengthDelimited): methods.append(try reader.descriptor(Method.self))
      default: try reader.skip(tag)
      }
    }
  }
}
