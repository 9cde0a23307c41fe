internal import CoreHTTP
internal import MCPEngine
internal import MCPHTTP

/// A test server's `HTTPService` on a free port of this machine.
struct LiveHTTPService: Sendable {
  let port: Int
  private let server: HTTPServer
  private let drain: DrainSignal

  /// Serves for as long as `body` runs; a failure of `body` ends every exchange.
  static func with<Value>(
    _ setup: TestServer, _ body: (LiveHTTPService) async throws -> Value
  ) async throws -> Value {
    let engine = setup.engine()
    var settings = HTTPServiceSettings()
    settings.maxMessageBytes = setup.maxMessageBytes
    settings.jsonDepth = setup.jsonDepth
    settings.sessionIdleLifetime = setup.limits.sessionIdleLifetime
    settings.now = setup.sessionClock
    let service = HTTPService(backend: engine, drain: setup.drain, settings: settings)
    var configuration = HTTPServerConfiguration(eventLoops: 1)
    configuration.maxBodyBytes = setup.maxMessageBytes
    configuration.webSocket.maxMessageBytes = setup.maxMessageBytes
    let server = try HTTPServer(configuration: configuration, handler: service.answer)
    let live = LiveHTTPService(port: try server.bind("127.0.0.1:0"), server: server, drain: setup.drain)
    return try await serving {
      try await engine.whileRunning { try await service.whileRunning { try await server.run() } }
    } during: {
      try await body(live)
    } stop: { failed in
      server.beginGracefulShutdown(drain: failed ? .zero : .seconds(30))
      setup.drain.raise()
    }
  }

  /// What a signal to stop does.
  func beginDraining() {
    drain.raise()
    server.beginGracefulShutdown(drain: .seconds(30))
  }
}
