import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A quiet WebSocket")
struct HeartbeatTests {
  @Test("is pinged, and lives as long as it answers")
  func pinged() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.pingInterval = .seconds(1)
    try await withServer(configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      for _ in 0..<4 {
        let ping = try #require(try client.anyFrame())
        #expect(ping.opcode == 9)
        try client.send(.init(opcode: 10, payload: ping.payload))
      }
      try client.send(.text("still here"))
      var answer = try client.anyFrame()
      while answer?.opcode == 9 { answer = try client.anyFrame() }
      #expect(answer == .text("still here"))
    }
  }

  @Test("is cut off when it misses two pings in a row, and its handler is told")
  func dead() async throws {
    let seen = Inbox<WebSocketEvent>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(WebSocketUpgrade { seen.put(await $0.next()) })
    }
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.pingInterval = .milliseconds(20)
    try await withServer(configuration, handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      #expect(try client.opcode() == 9)
      #expect(try client.opcode() == 9)
      #expect(try client.anyFrame() == nil)
      guard case .closed(.abnormal, _)? = await seen.take() else {
        Issue.record("the handler was not told")
        return
      }
    }
  }

  @Test("whose handler does not read is not taken for dead, since its answers are not seen")
  func unread() async throws {
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          _ = await proceed.wait()
          await echo(connection)
        })
    }
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.pingInterval = .seconds(1)
    configuration.idleTimeout = .seconds(4)
    try await withServer(configuration, handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.text("one"), .text("two"))
      // Another connection is timed out meanwhile, later than two pings.
      let other = try server.connect()
      _ = try other.status("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(other.isEnded())
      proceed.fulfil()
      var texts: [String] = []
      while texts.count < 2, let frame = try client.anyFrame() {
        if frame.opcode == 1 { texts.append(String(decoding: frame.payload, as: UTF8.self)) }
      }
      #expect(texts == ["one", "two"])
    }
  }

  @Test("without a message for too long is closed with 1001, pongs or not")
  func idle() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.idleTimeout = .milliseconds(60)
    try await withServer(configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.pong("alive"))
      #expect(try client.closeCode() == 1001)
    }
  }
}
