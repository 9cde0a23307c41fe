internal import CoreGRPC
internal import CoreHTTP
internal import MCPEngine
internal import MCPHTTP
internal import MCPService

/// `serve`: a backend over gRPC, and over HTTP where that is asked for, until a signal comes.
struct ServeCommand {
  let configuration: Configuration
  let credentials: ServerCredentials
  let backend: any Backend
  let drain: DrainSignal
  let signals: ShutdownSignals
  let log: Log
  /// What is shown to people who come with a browser.
  let index: @Sendable () -> IndexPage

  func run() async throws {
    let grpc = configuration.grpc
    let server = try GRPCServer(configuration: grpc.serverConfiguration, methods: methods)
    let port = try server.bind(grpc.listen.description, credentials: credentials)
    let service = httpService
    let http = try configuration.http.listen.map { address in
      let http = try HTTPServer(configuration: configuration.http.serverConfiguration, handler: service.answer)
      return (http, address.with(port: try http.bind(address.description)))
    }
    let drainTimeout = configuration.drainTimeout
    signals.onFirst {
      log.note("shutting down")
      drain.raise()
      server.beginGracefulShutdown(drain: drainTimeout)
      http?.0.beginGracefulShutdown(drain: drainTimeout)
    }
    log.note("listening on grpc \(grpc.listen.with(port: port))\(grpc.tls.isOn ? " with TLS" : "")")
    guard let (http, address) = http else { return try await server.run() }
    log.note("listening on http \(address)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      group.addTask { try await service.whileRunning { try await http.run() } }
      // Where one cannot run, neither does.
      try await group.waitForAll()
    }
  }

  private var httpService: HTTPService {
    var settings = HTTPServiceSettings()
    settings.maxMessageBytes = configuration.http.maxMessageBytes
    settings.jsonDepth = configuration.jsonDepth
    settings.allowedHosts = configuration.http.allowedHosts
    settings.allowedOrigins = configuration.http.allowedOrigins
    settings.keepAliveInterval = configuration.http.keepAliveInterval
    settings.maxSessions = configuration.limits.maxSessions
    settings.sessionIdleLifetime = configuration.limits.sessionIdleLifetime
    settings.storedEventBytes = configuration.http.storedEventBytes
    settings.reconnectionDelay = configuration.http.reconnectionDelay
    settings.maxUnsentEventBytes = configuration.http.limits.outputHighWaterBytes
    settings.offersSSE = configuration.http.offersSSE
    settings.index = index
    return HTTPService(backend: backend, drain: drain, settings: settings)
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
