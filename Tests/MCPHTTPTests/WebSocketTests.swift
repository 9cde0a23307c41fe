import Bytes
import CoreHTTP
import JSON
import MCPEngine
import MCPModel
import Testing
import TestSupport

/// JSON-RPC over a WebSocket: one message a text message, in both eras.
@Suite(.timeLimit(.minutes(10))) struct WebSocketTests {
  private static func connect(_ live: LiveHTTP, fields: String = "Sec-WebSocket-Protocol: mcp\r\n") throws
    -> WebSocketClient
  {
    try WebSocketClient(try live.connect(), path: "/ws", fields: fields)
  }

  @Test func aStatelessRequestIsAnswered() async throws {
    try await LiveHTTP.with { live in
      let client = try Self.connect(live)
      #expect(client.headers["sec-websocket-protocol"] == "mcp")
      for _ in 1...3 {
        try client.send(LiveHTTP.call("echo", ["text": "hi"]))
        #expect(try client.message()["result"]?["structuredContent"]?["text"] == "hi")
      }
    }
  }

  @Test func aSessionIsTheConnection() async throws {
    try await LiveHTTP.with { live in
      let client = try Self.connect(live)
      try client.send([
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": [
          "protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "t", "version": "1"],
        ],
      ])
      #expect(try client.message()["result"]?["protocolVersion"] == "2025-11-25")
      try client.send(["jsonrpc": "2.0", "method": "notifications/initialized"])
      try client.send([
        "jsonrpc": "2.0", "id": 2, "method": "tools/call",
        "params": ["name": "steps", "arguments": ["count": 2], "_meta": ["progressToken": 5]],
      ])
      #expect(try client.message()["params"]?["progress"]?.double == 1)
      #expect(try client.message()["params"]?["progress"]?.double == 2)
      #expect(try client.message()["id"] == 2)
    }
  }

  @Test func aNotificationCancels() async throws {
    try await LiveHTTP.with { live in
      let client = try Self.connect(live)
      try client.send(LiveHTTP.call("hold", ["key": "a"]))
      #expect(await live.setup.probe.started.take() == "a")
      try client.send(["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": 7]])
      #expect(await live.setup.probe.stopped.take() == "a")
    }
  }

  @Test func leavingCancelsWhatIsInFlight() async throws {
    try await LiveHTTP.with { live in
      for leave in [{ (client: WebSocketClient) throws in client.socket.reset() }, { try $0.send(.close(1000)) }] {
        let client = try Self.connect(live)
        try client.send(LiveHTTP.call("hold", ["key": "a"]))
        #expect(await live.setup.probe.started.take() == "a")
        try leave(client)
        #expect(await live.setup.probe.stopped.take() == "a")
      }
    }
  }

  @Test func whatIsNoMessageIsAnswered() async throws {
    try await LiveHTTP.with { live in
      let client = try Self.connect(live, fields: "")
      #expect(client.headers["sec-websocket-protocol"] == nil)
      try client.send(WebSocketClient.Frame.text("{"))
      #expect(try client.message()["error"]?["code"] == -32700)
      try client.send(LiveHTTP.call("echo", ["text": "still there"]))
      #expect(try client.message()["result"] != nil)
    }
  }

  @Test func aBinaryMessageEndsIt() async throws {
    try await LiveHTTP.with { live in
      let client = try Self.connect(live)
      try client.send(.binary([1]))
      #expect(try client.closeCode() == 1003)
    }
  }

  @Test func aDrainAnswersWhatIsInFlightAndSaysSo() async throws {
    try await LiveHTTP.with { live in
      let client = try Self.connect(live)
      try client.send(LiveHTTP.call("hold", ["key": "a"]))
      #expect(await live.setup.probe.started.take() == "a")
      live.setup.drain.raise()
      live.server.beginGracefulShutdown(drain: .seconds(60))
      live.setup.probe.released.fulfil()
      #expect(try client.message()["result"] != nil)
      #expect(try client.closeCode() == 1001)
    }
  }

  @Test func onlyAHandshakeWithTheSubprotocolIsTaken() async throws {
    try await LiveHTTP.with { live in
      let other = WebSocketClient.handshake(path: "/ws", fields: "Sec-WebSocket-Protocol: chat, soap\r\n")
      #expect(try live.connect().ask(other).status == 400)
      #expect(try live.connect().ask("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 426)
      let several = try Self.connect(live, fields: "Sec-WebSocket-Protocol: chat, mcp\r\n")
      #expect(several.headers["sec-websocket-protocol"] == "mcp")
    }
  }
}

extension WebSocketClient {
  fileprivate func send(_ message: JSONValue) throws { try send(Frame.text(message.description)) }

  fileprivate func message() throws -> JSONValue {
    let frame = try #require(try frame())
    try #require(frame.opcode == 1 && frame.isFinal)
    return try JSONValue.parse(SharedBytes(frame.payload))
  }
}
