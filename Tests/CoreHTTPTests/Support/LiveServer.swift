import Bytes
import Glibc
import TLS
import TestSupport
import Testing

@testable import CoreHTTP

/// A server on a free port of the loopback, and what the tests ask of it.
struct LiveServer: Sendable {
  let server: HTTPServer
  let port: Int

  func connect() throws -> RawClient { try RawClient(port: port) }

  /// The descriptors of this process that are the server's end of something, the one that listens first.
  var descriptors: [Int32] {
    (0..<Int32(4096)).filter { descriptor in
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
      }
      return result == 0 && address.sin_family == sa_family_t(AF_INET) && Int(in_port_t(bigEndian: address.sin_port)) == port
    }
  }

  /// A new connection ends without a word.
  func expectRefusal() throws {
    let client = try connect()
    #expect(client.isEnded())
  }
}

/// Serves while `body` runs, which may block, then ends everything, and expects nothing to be left of it.
func withServer(
  _ configuration: HTTPServerConfiguration = .forTests, address: String = "127.0.0.1:0", tls: ServerTLS? = nil,
  handler: @escaping HTTPServer.Handler,
  _ body: @Sendable (LiveServer) async throws -> Void
) async throws {
  let server = try HTTPServer(configuration: configuration, handler: handler)
  let live = LiveServer(server: server, port: try server.bind(address, tls: tls))
  try await withThrowingDiscardingTaskGroup { group in
    group.addTask { try await server.run() }
    defer { server.beginGracefulShutdown(drain: .zero) }
    try await withTaskExecutorPreference(BlockingExecutor.shared) { try await body(live) }
  }
  #expect(server.connectionCount == 0)
  #expect(server.heldBytes == 0)
  #expect(server.liveCount == 0)
}

/// Answers with what was asked: one line for each part of the request.
let mirror: HTTPServer.Handler = { exchange in
  var lines = ["\(exchange.method) \(exchange.path) ?\(exchange.query) @\(exchange.host)"]
  lines += exchange.allHeaders.map { "\($0.name)=\($0.value)" }
  lines.append(exchange.requestBody.string ?? "not UTF-8")
  return .now(HTTPResponse(status: 200, body: .text(lines.joined(separator: "\n"))))
}

extension HTTPServerConfiguration {
  /// One loop, so that tests are cheap; the rest as by default.
  static var forTests: HTTPServerConfiguration { HTTPServerConfiguration(eventLoops: 1) }
}

extension SharedBytes {
  static func text(_ text: String) -> SharedBytes { SharedBytes(text.utf8) }
}
