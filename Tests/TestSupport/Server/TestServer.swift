package import MCPEngine
internal import MCPModel
package import Sealing
internal import Synchronization

/// A server for one test: what it offers, its limits, and what it is observed by.
package struct TestServer: Sendable {
  package var probe = Probe()
  package var limits = EngineLimits.defaults
  package var sessions: (any SessionStore)?
  package var onceStore: (any OnceStore)?
  package var sealer = Sealer.ephemeral()
  package var observer: (any RequestObserver)?
  package var drain = DrainSignal()
  /// Milliseconds since 1970.
  package var now: @Sendable () -> Int64 = WallClock.milliseconds
  /// What sessions are timed by that their carrier keeps.
  package var sessionClock: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  /// Where a carrier has such a limit.
  package var maxMessageBytes = 1 << 20
  package var jsonDepth = 32
  package var features: MCPServer.Features = []
  package var hasTools = true
  /// Whether the server has resources beside its tools.
  package var hasResources = true
  /// Registers what else the server has.
  package var addition: @Sendable (MCPServer, Probe) throws(RegistrationError) -> Void = { _, _ in }
  private let running = Running()

  /// The engine that was made last, and the server that it serves.
  private final class Running: Sendable {
    let engine = Mutex<Engine?>(nil)
  }

  package init() {}

  /// A server with the features, and only with what `addition` registers.
  package init(
    _ features: MCPServer.Features = [],
    only addition: @escaping @Sendable (MCPServer, Probe) throws(RegistrationError) -> Void
  ) {
    self.features = features
    hasTools = false
    hasResources = false
    self.addition = addition
  }

  /// The engine that was made last.
  package var current: Engine {
    guard let engine = running.engine.withLock({ $0 }) else { preconditionFailure("no engine was made yet") }
    return engine
  }

  /// What the engine that was made last serves: a test may change it.
  package var mcp: MCPServer { current.server }

  package func engine() -> Engine {
    let engine = Engine(
      server(), limits: limits, sessions: sessions, onceStore: onceStore, sealer: sealer, observer: observer,
      drain: drain, now: now)
    running.engine.withLock { $0 = engine }
    return engine
  }

  private func server() -> MCPServer {
    let server = MCPServer(
      Implementation(name: "test server", version: "1.2.3", title: "Test Server"), instructions: "Ask it anything.",
      features: features)
    do throws(RegistrationError) {
      if hasTools { for registration in TestTools.registrations(probe) { try server.add(registration) } }
      if hasResources { server.add(TestResources()) }
      try addition(server, probe)
    } catch {
      preconditionFailure("\(error)")
    }
    return server
  }
}
