internal import Bytes
internal import Wire

/// `google.protobuf.FileDescriptorProto`.
struct FileProto: DescriptorMessage {
  var name = ""
  var package = ""
  var dependencies: [String] = []
  var messages: [MessageProto] = []
  var enums: [EnumProto] = []
  var services: [ServiceProto] = []
  var hasExtensions = false
  /// Empty means proto2.
  var syntax = ""
  /// The encoded descriptor without its comments (`source_code_info`).
  var serialized: [UInt8] = []

  /// The file's own package and name, as `.proto` files refer to it: a dot in front, and none for no package.
  var scope: String { package.isEmpty ? "" : "." + package }

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    var start = reader.position
    while let tag = try reader.nextTag() {
      switch tag {
      case WireTag(number: 1, type: .lengthDelimited): name = try reader.string()
      case WireTag(number: 2, type: .lengthDelimited): package = try reader.string()
      case WireTag(number: 3, type: .lengthDelimited): dependencies.append(try reader.string())
      case WireTag(number: 4, type: .lengthDelimited): messages.append(try reader.descriptor(MessageProto.self))
      case WireTag(number: 5, type: .lengthDelimited): enums.append(try reader.descriptor(EnumProto.self))
      case WireTag(number: 6, type: .lengthDelimited): services.append(try reader.descriptor(ServiceProto.self))
      case WireTag(number: 12, type: .lengthDelimited): syntax = try reader.string()
      default:
        hasExtensions = hasExtensions || tag.number == 7
        try reader.skip(tag)
      }
      if tag.number != 9 {
        serialized.append(contentsOf: reader.source[start..<reader.position].array)
      }
      start = reader.position
    }
  }
}
