import Bytes
import CoreHTTP
import TestSupport
import Testing

/// Who takes little at a time, and goes on taking it, is not taken for somebody who takes nothing.
@Suite("A client that reads slowly but steadily")
struct SlowReaderTests {
  private static let body = SharedBytes([UInt8](repeating: 0x78, count: 6 << 20))

  private static var configuration: HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration.forTests
    configuration.writeTimeout = .seconds(2)
    configuration.webSocket.pingInterval = .seconds(1)
    return configuration
  }

  /// Takes some kilobytes, for longer than a client may take nothing. So few that the system of the server has no room
  /// for more meanwhile.
  private static func readSlowly(_ client: RawClient, of server: LiveServer) throws -> [UInt8] {
    let silent = try server.connect()
    var bytes: [UInt8] = []
    for _ in 1...50 {
      bytes += client.read(1000)
      #expect(!silent.hasInput(within: 100))
    }
    return bytes
  }

  @Test("gets all of a response", arguments: [true, false])
  func response(isTLS: Bool) async throws {
    let handler: HTTPServer.Handler = { _ in .now(HTTPResponse(status: 200, body: Self.body)) }
    try await withServer(Self.configuration, tls: isTLS ? TLSTests.server : nil, handler: handler) { server in
      let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
      if isTLS { _ = try #require(client.startTLS(roots: Certificates.authority, name: "server.test")) }
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      _ = try #require(client.head())
      let start = try Self.readSlowly(client, of: server)
      #expect(start.count + client.read(Self.body.count - start.count).count == Self.body.count)
    }
  }

  @Test("gets all messages of a WebSocket, though it comes to a ping late", arguments: [body.count, 1 << 20])
  func messages(count: Int) async throws {
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          await connection.send(binary: Self.body[0..<count])
          while case .binary = await connection.next() {}
        })
    }
    try await withServer(Self.configuration, handler: handler) { server in
      let client = try WebSocketClient(RawClient(port: server.port, receiveBufferBytes: 4096))
      let start = try Self.readSlowly(client.socket, of: server)
      // A frame of this length begins with ten bytes.
      #expect(start.count + client.socket.read(10 + count - start.count).count == 10 + count)
      try client.send(.text("That was all."))
      #expect(try client.closeCode() == 1000)
    }
  }
}
