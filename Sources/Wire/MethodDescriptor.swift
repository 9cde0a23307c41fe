/// A method of a generated service: what a server registers and a client calls.
package struct MethodDescriptor: Sendable, Hashable {
  /// The full name of the service, such as `grpc.health.v1.Health`.
  package let service: String
  /// The method's own name, such as `Check`.
  package let name: String
  /// The path in gRPC, such as `/grpc.health.v1.Health/Check`.
  package let path: String
  package let isClientStreaming: Bool
  package let isServerStreaming: Bool

  package init(service: String, name: String, path: String, isClientStreaming: Bool, isServerStreaming: Bool) {
    self.service = service
    self.name = name
    self.path = path
    self.isClientStreaming = isClientStreaming
    self.isServerStreaming = isServerStreaming
  }
}
