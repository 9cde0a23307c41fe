internal import CoreGRPC
internal import CoreHTTP
internal import MCPEngine
internal import MCPHTTP

/// `serve` and `bridge`: a backend over the network, in every way that is asked for, until a signal comes.
struct ServeCommand {
  let configuration: Configuration
  let backend: any Backend
  let drain: DrainSignal
  let signals: ShutdownSignals
  let log: Log
  /// What gRPC is served with; nil where it is not served.
  var grpcCredentials: ServerCredentials?
  /// What is shown to people who come with a browser.
  let index: @Sendable () async -> IndexPage
  /// What keeps requests from being served now, beside a shutdown; nil where nothing can.
  var obstacle: (@Sendable () async -> String?)?

  func run() async throws {
    // Before anybody listens, who looks at it.
    DescriptorLimit.raise()
    let listeners = try listeners
    let drainTimeout = configuration.drainTimeout
    signals.onFirst {
      log.note("shutting down")
      drain.raise()
      for listener in listeners { listener.beginGracefulShutdown(drain: drainTimeout) }
    }
    for listener in listeners { log.note("listening on \(listener.place)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for listener in listeners { group.addTask { try await listener.run() } }
      group.addTask { await MemoryPolicy.tend() }
      // Where one cannot run, none does.
      for _ in listeners { try await group.next() }
      group.cancelAll()
    }
  }

  private var listeners: [any Listener] {
    get throws {
      var listeners: [any Listener] = []
      if let grpcCredentials {
        listeners.append(try GRPCListener(configuration, grpcCredentials, backend, drain))
      }
      if let address = configuration.http.listen {
        listeners.append(try HTTPListener(configuration.http, at: address, httpService))
      }
      for address in configuration.lines.listen {
        listeners.append(try LineListener(configuration, at: address, backend))
      }
      return listeners
    }
  }

  private var httpService: HTTPService {
    var settings = configuration.http.service
    settings.jsonDepth = configuration.jsonDepth
    settings.maxSessions = configuration.limits.maxSessions
    settings.sessionIdleLifetime = configuration.limits.sessionIdleLifetime
    settings.maxUnsentEventBytes = configuration.http.limits.outputHighWaterBytes
    settings.index = index
    settings.obstacle = obstacle
    return HTTPService(backend: backend, drain: drain, settings: settings)
  }
}
