internal import CoreHTTP
internal import MCPHTTP

/// A backend over HTTP and WebSocket.
struct HTTPListener: Listener {
  let place: String
  private let server: HTTPServer
  private let service: HTTPService

  init(_ http: Configuration.HTTP, at address: NetworkAddress, _ service: HTTPService) throws {
    self.service = service
    server = try HTTPServer(
      configuration: http.serverConfiguration, lateHandler: service.answerLate, handler: service.answer)
    let tls = try http.tls.identity(readFile: ConfigurationFile.read)
    let port = try server.bind(address.description, tls: tls)
    place = "http \(address.with(port: port))\(tls == nil ? "" : " with TLS")"
  }

  func run() async throws { try await service.whileRunning { try await server.run() } }

  func beginGracefulShutdown(drain: Duration) { server.beginGracefulShutdown(drain: drain) }
}
