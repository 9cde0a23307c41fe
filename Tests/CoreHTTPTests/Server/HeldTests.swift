import Bytes
import CoreHTTP
import TestSupport
import Testing

/// What arrives, and what is worked on, is bounded for all connections together.
@Suite("Bodies and messages that are held")
struct HeldTests {
  private static let text = String(repeating: "x", count: 600_000)
  private static let rest = String(repeating: "y", count: 100_000)
  private static let start = "POST / HTTP/1.1\r\nHost: h\r\n"

  /// Of two bodies or messages of 700,000 bytes one may arrive at a time.
  private static var roomForOne: HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration.forTests
    configuration.maxHeldBytes = 1 << 20
    return configuration
  }

  @Test(
    "get 503 where they are bodies that would take too much together, and have room again afterwards",
    arguments: [
      (start + "Content-Length: 700000\r\n\r\n", text, rest),
      (start + "Transfer-Encoding: chunked\r\n\r\n", "927C0\r\n" + text, "\r\n186A0\r\n" + rest + "\r\n0\r\n\r\n"),
    ])
  func bodies(head: String, first: String, second: String) async throws {
    var configuration = Self.roomForOne
    // The memory of a body whose length is not known doubles.
    if head.contains("chunked") { configuration.maxHeldBytes *= 2 }
    try await withServer(configuration, handler: mirror) { server in
      let one = try server.connect()
      try one.send(head + first)
      while server.server.heldBytes < 600_000 { await Task.yield() }
      let other = try server.connect()
      let refusal = try other.ask(head + first)
      #expect(refusal.status == 503)
      #expect(refusal.closes)
      #expect(other.isEnded())
      // Who has nothing to wait for is served as before.
      #expect(try server.connect().status(Self.start + "Content-Length: 3\r\n\r\nxyz") == 200)
      try one.send(second)
      #expect(try one.nextStatus() == 200)
      while server.server.heldBytes > 0 { await Task.yield() }
      #expect(try one.status(head + first + second) == 200)
    }
  }

  @Test("close with 1013 where they are messages of WebSockets, whole or in fragments")
  func messages() async throws {
    try await withServer(Self.roomForOne, handler: echoes) { server in
      let one = try WebSocketClient(server.connect())
      try one.send(.part(1, Self.text))
      while server.server.heldBytes < 600_000 { await Task.yield() }
      let whole = try WebSocketClient(server.connect())
      try whole.socket.send(Array(WebSocketClient.bytes(.text(Self.text + Self.rest)).dropLast()))
      #expect(try whole.closeCode() == 1013)
      let fragments = try WebSocketClient(server.connect())
      try fragments.send(.part(1, Self.rest), .part(0, Self.rest), .part(0, Self.rest), .part(0, Self.rest))
      try fragments.send(.part(0, Self.rest), .part(0, Self.rest))
      #expect(try fragments.closeCode() == 1013)
      try one.send(.part(0, "!", isFinal: true))
      #expect(try one.frame() == .text(Self.text + "!"))
      while server.server.heldBytes > 0 { await Task.yield() }
    }
  }

  @Test("count for as long as a handler keeps them")
  func keptBodies() async throws {
    let started = Promise<Void>()
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      guard exchange.path == "/kept" else { return mirror(exchange) }
      return .later {
        started.fulfil()
        await proceed.wait()
        return HTTPResponse(status: 200, body: exchange.requestBody[0..<1])
      }
    }
    let rest = "Host: h\r\nContent-Length: 700000\r\n\r\n" + Self.text + Self.rest
    try await withServer(Self.roomForOne, handler: handler) { server in
      let one = try server.connect()
      try one.send("POST /kept HTTP/1.1\r\n" + rest)
      await started.wait()
      #expect(try server.connect().status("POST / HTTP/1.1\r\n" + rest) == 503)
      proceed.fulfil()
      #expect(try one.nextText() == "x")
      while server.server.heldBytes > 0 { await Task.yield() }
      #expect(try server.connect().status("POST / HTTP/1.1\r\n" + rest) == 200)
    }
  }

  private static func answer(of server: LiveServer) throws -> WebSocketClient.Frame? {
    let client = try WebSocketClient(server.connect())
    try client.send(.text(text))
    return try client.frame()
  }

  @Test("count for as long as somebody keeps a part of a message")
  func keptMessages() async throws {
    let kept = Inbox<SharedBytes>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          guard case .text(let text) = await connection.next() else { return }
          kept.put(text[0..<1])
          await connection.send(.text("kept"))
        })
    }
    try await withServer(Self.roomForOne, handler: handler) { server in
      for _ in 1...2 {
        let first = try Self.answer(of: server)
        #expect(first == .text("kept"))
        #expect(try Self.answer(of: server)?.code == 1013)
        #expect(await kept.take() == .text("x"))
        while server.server.heldBytes > 0 { await Task.yield() }
      }
    }
  }

  @Test("are forgotten when their client goes")
  func losses() async throws {
    try await withServer(Self.roomForOne, handler: mirror) { server in
      let client = try server.connect()
      try client.send(Self.start + "Content-Length: 700000\r\n\r\n" + Self.text)
      while server.server.heldBytes < 600_000 { await Task.yield() }
      client.reset()
      while server.server.heldBytes > 0 { await Task.yield() }
    }
  }

  @Test("count where they are not small")
  func small() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.maxHeldBytes = 1
    try await withServer(configuration, handler: mirror) { server in
      let client = try server.connect()
      try client.send(Self.start + "Content-Length: 1000\r\n\r\n" + String(repeating: "x", count: 999))
      #expect(!client.hasInput(within: 1))
      #expect(server.server.heldBytes == 0)
      #expect(try client.status("x") == 200)
    }
    try await withServer(configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(.part(1, "small"), .part(0, " message", isFinal: true))
      #expect(try client.frame() == .text("small message"))
    }
  }
}
