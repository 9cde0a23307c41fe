package import MCPEngine
internal import MCPModel

/// A server for one test: what it offers, its limits, and what it is observed by.
package struct TestServer: Sendable {
  package var probe = Probe()
  package var limits = EngineLimits.defaults
  package var sessions: (any SessionStore)?
  package var observer: (any RequestObserver)?
  package var drain = DrainSignal()
  /// Where a carrier has such a limit.
  package var maxMessageBytes = 1 << 20
  package var jsonDepth = 32
  /// Whether the server has resources beside its tools.
  package var hasResources = true

  package init() {}

  package func engine() -> Engine {
    Engine(
      server(), limits: limits, sessions: sessions, observer: observer, drain: drain)
  }

  private func server() -> MCPServer {
    let server = MCPServer(
      Implementation(name: "test server", version: "1.2.3", title: "Test Server"), instructions: "Ask it anything.")
    do throws(RegistrationError) {
      for registration in TestTools.registrations(probe) { try server.add(registration) }
    } catch {
      preconditionFailure("\(error)")
    }
    if hasResources { server.add(TestResources()) }
    return server
  }
}
