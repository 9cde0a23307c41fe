internal import CoreGRPC
internal import MCPEngine
internal import MCPService

/// A backend over gRPC, with health and reflection.
struct GRPCListener: Listener {
  let place: String
  private let server: GRPCServer

  init(
    _ configuration: Configuration, _ credentials: ServerCredentials, _ backend: any Backend, _ drain: DrainSignal
  ) throws {
    let grpc = configuration.grpc
    let service = MCPService(
      backend: backend, drain: drain, maxMessageBytes: grpc.maxMessageBytes, jsonDepth: configuration.jsonDepth)
    var methods = service.methods + HealthService(services: [MCPService.name], drain: drain).methods
    if grpc.reflection {
      let services = [MCPService.name, HealthService.name] + ReflectionService.names
      methods += ReflectionService(services: services).methods
    }
    server = try GRPCServer(configuration: grpc.serverConfiguration, methods: methods)
    let port = try server.bind(grpc.listen.description, credentials: credentials)
    place = "grpc \(grpc.listen.with(port: port))\(grpc.tls.isOn ? " with TLS" : "")"
  }

  func run() async throws { try await server.run() }

  func beginGracefulShutdown(drain: Duration) { server.beginGracefulShutdown(drain: drain) }
}
