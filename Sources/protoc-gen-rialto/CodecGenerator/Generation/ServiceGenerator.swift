/// Emits a service as the descriptions of its methods; what serves or calls them is another room's matter.
struct ServiceGenerator {
  let proto: ServiceProto
  let swiftName: String
  /// The full name as gRPC has it.
  let fullName: String

  func emit(into source: inout SourceText) {
    source.line("/// The service `\(fullName)`.")
    source.block("package enum \(swiftName)") { source in
      source.line("package static let name = \"\(fullName)\"")
      source.line()
      source.block("package enum Method") { source in
        for method in proto.methods { emit(method, into: &source) }
        let names = proto.methods.map { SwiftName.method($0.name) }.joined(separator: ", ")
        source.line("/// In the order of their declaration.")
        source.line("package static let all: [MethodDescriptor] = [\(names)]")
      }
    }
  }

  private func emit(_ method: ServiceProto.Method, into source: inout SourceText) {
    source.line("package static let \(SwiftName.method(method.name)) = MethodDescriptor(")
    source.indented { source in
      source.line("service: \"\(fullName)\", name: \"\(method.name)\", path: \"/\(fullName)/\(method.name)\",")
      source.line("isClientStreaming: \(method.isClientStreaming), isServerStreaming: \(method.isServerStreaming))")
    }
  }
}
