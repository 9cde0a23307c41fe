internal import MCPEngine
internal import StdioTransport

/// A backend over sockets with the framing of stdio.
struct LineListener: Listener {
  let place: String
  private let server: LineServer

  init(_ configuration: Configuration, at address: NetworkAddress, _ backend: any Backend) throws {
    var settings = configuration.lines.server
    settings.jsonDepth = configuration.jsonDepth
    settings.grace = configuration.drainTimeout
    switch address {
    case .tcp(let host, let port):
      server = try LineServer(host: host, port: port, backend, settings)
      place = "tcp \(address.with(port: server.port))"
    case .unix(let path):
      server = try LineServer(path: path, backend, settings)
      place = "unix \(path)"
    }
  }

  func run() async { await server.run() }

  func beginGracefulShutdown(drain: Duration) { server.beginGracefulShutdown(drain: drain) }
}
