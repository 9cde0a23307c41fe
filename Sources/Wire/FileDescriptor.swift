package import Bytes

/// A .proto file as server reflection hands it out.
package struct FileDescriptor: Sendable {
  /// The path it is imported by, such as `grpc/health/v1/health.proto`.
  package let name: String
  /// The names of the files it imports.
  package let dependencies: [String]
  /// The full names of its services; they are among `symbols` too.
  package let services: [String]
  /// The full names of everything it declares: services, methods, messages and enums.
  package let symbols: [String]
  /// The encoded `google.protobuf.FileDescriptorProto`, without comments.
  package let serialized: SharedBytes

  /// - Parameter serialized: text whose every scalar, U+0000 to U+00FF, stands for one byte. Such a literal compiles
  ///   fast, and the names in it stay readable.
  package init(
    name: String, dependencies: [String], services: [String], symbols: [String], serialized: String
  ) {
    self.name = name
    self.dependencies = dependencies
    self.services = services
    self.symbols = symbols
    self.serialized = SharedBytes(serialized.unicodeScalars.map { UInt8($0.value) })
  }
}
