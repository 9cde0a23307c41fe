internal import CoreGRPC
internal import MCPEngine
internal import MCPService

/// `serve`: a backend over gRPC until a signal comes.
struct ServeCommand {
  let configuration: Configuration
  let credentials: ServerCredentials
  let backend: any Backend
  let drain: DrainSignal
  let signals: ShutdownSignals
  let log: Log

  func run() async throws {
    let grpc = configuration.grpc
    let server = try GRPCServer(configuration: grpc.serverConfiguration, methods: methods)
    let port = try server.bind(grpc.listen.description, credentials: credentials)
    let drainTimeout = configuration.drainTimeout
    signals.onFirst {
      log.note("shutting down")
      drain.raise()
      server.beginGracefulShutdown(drain: drainTimeout)
    }
    log.note("listening on grpc \(grpc.listen.with(port: port))\(grpc.tls.isOn ? " with TLS" : "")")
    try await server.run()
  }

  private var methods: [GRPCMethod] {
    let service = MCPService(
      backend: backend, drain: drain, maxMessageBytes: configuration.grpc.maxMessageBytes,
      jsonDepth: configuration.jsonDepth)
    let health = HealthService(services: [MCPService.name], drain: drain)
    guard configuration.grpc.reflection else { return service.methods + health.methods }
    let reflection = ReflectionService(services: [MCPService.name, HealthService.name] + ReflectionService.names)
    return service.methods + health.methods + reflection.methods
  }
}

extension NetworkAddress {
  /// The address with the port that was chosen where it asked for any.
  fileprivate func with(port: Int) -> NetworkAddress {
    if case .tcp(let host, 0) = self { .tcp(host: host, port: port) } else { self }
  }
}
