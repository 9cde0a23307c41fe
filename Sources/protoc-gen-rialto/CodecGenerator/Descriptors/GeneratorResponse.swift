internal import Wire

/// `google.protobuf.compiler.CodeGeneratorResponse`.
struct GeneratorResponse: WireMessage {
  struct File: WireMessage {
    /// The path to write to, inside the output folder.
    var name = ""
    var content = ""
  }

  /// What is wrong with the .proto files; empty where nothing is.
  var error = ""
  var files: [File] = []
  /// FEATURE_PROTO3_OPTIONAL: this generator understands `optional`.
  private static let supportedFeatures: UInt64 = 1
}

extension GeneratorResponse {
  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag.rawValue {
      case 10: error = try reader.string()
      case 122: files.append(try reader.message(File.self))
      default: try reader.skip(tag)
      }
    }
  }

  var encodedSize: Int {
    let errorSize = error.isEmpty ? 0 : 1 + WireSize.string(error)
    return files.reduce(errorSize + 1 + WireSize.varint(Self.supportedFeatures)) { $0 + 1 + WireSize.message($1) }
  }

  func write(to writer: inout WireWriter) {
    if !error.isEmpty {
      writer.tag(10)
      writer.string(error)
    }
    writer.tag(16)
    writer.varint(Self.supportedFeatures)
    for file in files {
      writer.tag(122)
      writer.message(file)
    }
  }
}

extension GeneratorResponse.File {
  mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag.rawValue {
      case 10: name = try reader.string()
      case 122: content = try reader.string()
      default: try reader.skip(tag)
      }
    }
  }

  var encodedSize: Int { 2 + WireSize.string(name) + WireSize.string(content) }

  func write(to writer: inout WireWriter) {
    writer.tag(10)
    writer.string(name)
    writer.tag(122)
    writer.string(content)
  }
}
