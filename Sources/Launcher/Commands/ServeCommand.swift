internal import CoreGRPC
internal import MCPEngine
internal import MCPService

/// `rialto serve`: the engine over gRPC until a signal comes.
struct ServeCommand {
  let configuration: Configuration
  let server: MCPServer
  let signals: ShutdownSignals

  func run() async throws {
    let drain = DrainSignal()
    let engine = Engine(self.server, limits: EngineLimits(configuration), drain: drain)
    let server = try GRPCServer(
      configuration: GRPCServerConfiguration(configuration.grpc), methods: methods(engine, drain))
    let address = configuration.grpc.listen
    let port = try server.bind(address.description)
    let drainTimeout = configuration.drainTimeout
    signals.onFirst {
      Log.note("shutting down")
      drain.raise()
      server.beginGracefulShutdown(drain: drainTimeout)
    }
    Log.note("listening on grpc \(address.with(port: port))")
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await engine.run() }
      try await server.run()
      group.cancelAll()
    }
  }

  private func methods(_ engine: Engine, _ drain: DrainSignal) -> [GRPCMethod] {
    let service = MCPService(
      backend: engine, drain: drain, maxMessageBytes: configuration.grpc.maxMessageBytes,
      jsonDepth: configuration.limits.jsonDepth)
    let health = HealthService(services: [MCPService.name], drain: drain)
    guard configuration.grpc.reflection else { return service.methods + health.methods }
    let reflection = ReflectionService(services: [MCPService.name, HealthService.name] + ReflectionService.names)
    return service.methods + health.methods + reflection.methods
  }
}

extension EngineLimits {
  init(_ configuration: Configuration) {
    self.init()
    let limits = configuration.limits
    maxInFlightPerConnection = limits.inFlightPerConnection
    maxWaitingPerConnection = limits.waitingPerConnection
    blockingThreads = limits.blockingThreads
    blockingQueueLength = limits.blockingQueue
    maxSessions = limits.sessions
    sessionIdleLifetime = limits.sessionIdle
    pageSize = limits.pageSize
  }
}

extension GRPCServerConfiguration {
  fileprivate init(_ grpc: Configuration.GRPC) {
    self = .defaults
    if grpc.eventLoops > 0 { eventLoops = grpc.eventLoops }
    maxReceiveMessageBytes = grpc.maxMessageBytes
    maxSendMessageBytes = grpc.maxMessageBytes
    maxConcurrentStreams = grpc.maxConcurrentStreams
    maxMetadataBytes = grpc.maxMetadataBytes
    keepaliveTime = grpc.keepaliveTime
    keepaliveTimeout = grpc.keepaliveTimeout
    minPingInterval = grpc.minPingInterval
    maxConnectionAge = grpc.maxConnectionAge
    maxConnectionAgeGrace = grpc.maxConnectionAgeGrace
    maxConnectionIdle = grpc.maxConnectionIdle
    streamHighWaterBytes = grpc.streamBufferBytes
  }
}

extension NetworkAddress {
  /// The address with the port that was chosen where it asked for any.
  fileprivate func with(port: Int) -> NetworkAddress {
    if case .tcp(let host, 0) = self { .tcp(host: host, port: port) } else { self }
  }
}
