import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A WebSocket handshake")
struct HandshakeTests {
  @Test("is answered as RFC 6455 computes it")
  func accepted() async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      #expect(client.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
      #expect(client.headers["upgrade"] == "websocket")
      #expect(client.headers["sec-websocket-protocol"] == nil)
      #expect(client.headers["sec-websocket-extensions"] == nil)
    }
  }

  @Test("names the subprotocol and adds the fields that the handler chose")
  func subprotocol() async throws {
    let handler: HTTPServer.Handler = { exchange in
      #expect(exchange.isWebSocketHandshake)
      #expect(exchange.header("Sec-WebSocket-Protocol") == "other, mcp")
      return .upgrade(WebSocketUpgrade(subprotocol: "mcp", headers: ["X-Hello": "a: b"], serve: echo))
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect(), fields: "Sec-WebSocket-Protocol: other, mcp\r\n")
      #expect(client.headers["sec-websocket-protocol"] == "mcp")
      #expect(client.headers["x-hello"] == "a: b")
    }
  }

  @Test("may be followed by frames at once")
  func earlyFrames() async throws {
    try await withServer(handler: echoes) { server in
      let socket = try server.connect()
      let frame = WebSocketClient.Frame.text("early")
      try socket.send(Array(WebSocketClient.handshake().utf8) + WebSocketClient.bytes(frame))
      #expect(socket.head()?.status == 101)
      #expect(socket.read(7) == [0x81, 5] + Array("early".utf8))
    }
  }

  @Test("may come after other requests on the same connection, whose answers come first")
  func afterRequests() async throws {
    let handler: HTTPServer.Handler = { exchange in
      switch exchange.path {
      case "/": echoes(exchange)
      case "/now": .now(.text(200, "now"))
      default: .later { .text(200, "later") }
      }
    }
    try await withServer(handler: handler) { server in
      let socket = try server.connect()
      let paths = ["/now", "/now", "/later", "/now"]
      try socket.send(
        paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined() + WebSocketClient.handshake())
      for path in paths { #expect(try socket.nextText() == path.dropFirst() + "\n") }
      #expect(socket.head()?.status == 101)
      try socket.send(WebSocketClient.bytes(.text("still here")))
      #expect(socket.read(12).suffix(10) == Array("still here".utf8)[...])
    }
  }

  @Test(
    "that is none is answered with 426 and the version to use",
    arguments: [
      ("Upgrade: websocket", "Upgrade: h2c"), ("Connection: Upgrade\r\n", ""), ("Version: 13", "Version: 8"),
      ("GET", "POST"), ("HTTP/1.1", "HTTP/1.0"), ("dGhlIHNhbXBsZSBub25jZQ==", "short"),
    ])
  func invalid(part: String, replacement: String) async throws {
    try await withServer(handler: echoes) { server in
      let socket = try server.connect()
      try socket.send(WebSocketClient.handshake().replacing(part, with: replacement))
      let answer = try #require(try socket.response())
      #expect(answer.status == 426)
      #expect(answer.headers["sec-websocket-version"] == "13")
    }
  }

  @Test("may be refused by the handler like any request")
  func refused() async throws {
    try await withServer(handler: { _ in .now(.text(403, "no")) }) { server in
      let client = try server.connect()
      #expect(try client.status(WebSocketClient.handshake()) == 403)
    }
  }
}
