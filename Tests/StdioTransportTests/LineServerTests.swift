import Bytes
import Foundation
import JSON
import MCPEngine
import StdioTransport
import TestSupport
import Testing

@Suite("A server of lines", .timeLimit(.minutes(10)))
struct LineServerTests {
  /// Serves on both kinds of sockets while `body` runs, which may block.
  private static func with(
    _ setup: TestServer = TestServer(), _ change: (inout LineServer.Settings) -> Void = { _ in },
    _ body: @escaping @Sendable (_ connect: () throws -> RawClient, LineServer) async throws -> Void
  ) async throws {
    var settings = LineServer.Settings()
    change(&settings)
    try await withSocketPath { path in
      var engine = setup.engine()
      let tcp = try LineServer(host: "127.0.0.1", port: 0, engine, settings)
      try await serving(engine, tcp) { try await body({ try RawClient(port: tcp.port) }, tcp) }
      engine = setup.engine()
      let unix = try LineServer(path: path, engine, settings)
      #expect(unix.port == 0)
      try await serving(engine, unix) { try await body({ try RawClient(path: path) }, unix) }
    }
  }

  private static func serving(
    _ engine: Engine, _ server: LineServer, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { await engine.whileRunning { await server.run() } }
      defer { server.beginGracefulShutdown(drain: .zero) }
      try await withThrowingTaskGroup(of: Void.self) { blocking in
        blocking.addTask(executorPreference: BlockingExecutor.shared) { try await body() }
        try await blocking.waitForAll()
      }
    }
  }

  private static func request(_ id: Int, _ method: String, _ params: JSONValue = [:]) -> String {
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": .init(integerLiteral: Int64(id)), "method": .init(stringLiteral: method),
      "params": params,
    ]
    return message.description + "\n"
  }

  private static let open = request(
    0, "initialize",
    ["protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "t", "version": "1"]])

  private static func answer(_ client: RawClient) throws -> JSONValue {
    try JSONValue.parse(SharedBytes(required(client.line(), "the connection has ended").utf8))
  }

  private static func call(_ id: Int, _ tool: String, _ arguments: JSONValue) -> String {
    request(id, "tools/call", ["name": .init(stringLiteral: tool), "arguments": arguments])
  }

  @Test("gives each connection a session of its own")
  func sessions() async throws {
    try await Self.with { connect, _ in
      let (one, other) = (try connect(), try connect())
      try one.send(Self.open + Self.call(1, "echo", ["text": "a"]))
      #expect(try Self.answer(one)["result"]?["protocolVersion"] == "2025-11-25")
      #expect(try Self.answer(one)["result"]?["structuredContent"] == ["text": "a"])
      try other.send(Self.call(1, "echo", ["text": "a"]))
      #expect(try Self.answer(other)["error"]?["code"] == -32602)
    }
  }

  @Test("answers what is in flight when the client has sent its last")
  func halfClosed() async throws {
    let setup = TestServer()
    try await Self.with(setup) { connect, _ in
      let client = try connect()
      try client.send(Self.open + Self.call(1, "later", ["text": "a"]))
      client.finishSending()
      _ = try Self.answer(client)
      #expect(try Self.answer(client)["id"] == 1)
      #expect(client.isEnded())
    }
  }

  @Test("closes connections beyond their number, and takes others in their place when they end")
  func full() async throws {
    try await Self.with(TestServer(), { $0.maxConnections = 1 }) { connect, _ in
      var first: RawClient? = try connect()
      try first?.send(Self.request(1, "ping"))
      _ = try Self.answer(try required(first, "it is there"))
      #expect(try connect().isEnded())
      first = nil
      while true {
        let next = try connect()
        // It may come before the server has seen that the first one went.
        do { try next.send(Self.request(1, "ping")) } catch is RawClient.Failure { continue }
        if next.line() != nil { return }
      }
    }
  }

  @Test("hangs up on what does not begin like a message", arguments: ["GET / HTTP/1.1\r\n", "\u{1}\n"])
  func stranger(_ greeting: String) async throws {
    try await Self.with { connect, _ in
      let client = try connect()
      try client.send(greeting)
      #expect(client.isEnded())
    }
  }

  @Test("closes a connection that carries nothing for too long")
  func idle() async throws {
    try await Self.with(TestServer(), { $0.idleTimeout = .milliseconds(50) }) { connect, _ in
      let silent = try connect()
      #expect(silent.isEnded())
    }
  }

  private static func tried(_ connect: () throws -> RawClient) -> RawClient? {
    do { return try connect() } catch { return nil }
  }

  @Test("cancels what is in flight when the connection breaks")
  func reset() async throws {
    let setup = TestServer()
    try await Self.with(setup) { connect, _ in
      let client = try connect()
      try client.send(Self.open + Self.call(1, "hold", ["key": "a"]))
      _ = try Self.answer(client)
      #expect(await setup.probe.started.take() == "a")
      client.reset()
      #expect(await setup.probe.stopped.take() == "a")
    }
  }

  @Test("that drains answers what is in flight and then returns")
  func drain() async throws {
    let setup = TestServer()
    try await Self.with(setup) { connect, server in
      let client = try connect()
      try client.send(Self.open + Self.call(1, "hold", ["key": "a"]))
      _ = try Self.answer(client)
      #expect(await setup.probe.started.take() == "a")
      server.beginGracefulShutdown(drain: .seconds(600))
      // Those who come until it is refused everybody are let go of.
      while let late = Self.tried(connect) { #expect(late.isEnded()) }
      setup.probe.released.fulfil()
      #expect(try Self.answer(client)["id"] == 1)
      #expect(client.isEnded())
    }
  }

  @Test("does not listen where somebody else does, nor at what is no address")
  func refused() async throws {
    let engine = TestServer().engine()
    let settings = LineServer.Settings()
    func expect(_ code: LineServerError.Code, _ make: () throws(LineServerError) -> LineServer) {
      let error = #expect(throws: LineServerError.self) { _ = try make() }
      #expect(error?.code == code)
    }
    try await withSocketPath { path in
      let tcp = try LineServer(host: "127.0.0.1", port: 0, engine, settings)
      expect(.addressInUse) { () throws(LineServerError) in
        try LineServer(host: "127.0.0.1", port: tcp.port, engine, settings)
      }
      do {
        let unix = try LineServer(path: path, engine, settings)
        expect(.addressInUse) { () throws(LineServerError) in try LineServer(path: path, engine, settings) }
        withExtendedLifetime(unix) { #expect(FileManager.default.fileExists(atPath: path)) }
      }
      #expect(!FileManager.default.fileExists(atPath: path), "a socket's file goes with it")
      try leaveDeadSocket(at: path)
      _ = try LineServer(path: path, engine, settings)
      expect(.invalidAddress) { () throws(LineServerError) in
        try LineServer(path: String(repeating: "x", count: 200), engine, settings)
      }
      expect(.invalidAddress) { () throws(LineServerError) in
        try LineServer(host: "no such host.", port: 0, engine, settings)
      }
      withExtendedLifetime(tcp) {}
    }
  }
}
