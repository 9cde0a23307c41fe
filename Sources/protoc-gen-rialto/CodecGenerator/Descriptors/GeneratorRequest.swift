internal import Bytes
internal import Wire

/// `google.protobuf.compiler.CodeGeneratorRequest`.
struct GeneratorRequest: DescriptorMessage {
  /// The names of the files to generate code for.
  var filesToGenerate: [String] = []
  /// These files and everything they import, imports first.
  var files: [FileProto] = []

  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag {
      case WireTag(number: 1, type: .lengthDelimited): filesToGenerate.append(try reader.string())
      case WireTag(number: 15, type: .lengthDelimited): files.append(try FileProto(decoding: try reader.bytes()))
      default: try reader.skip(tag)
      }
    }
  }
}
