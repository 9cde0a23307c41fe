import Bytes
import CoreHTTP
import JSON
import MCPEngine
import MCPHTTP
import MCPModel
import MCPService
import TestSupport
import Testing

/// The test server over HTTP on a free port, and what tests say to it.
struct LiveHTTP: Sendable {
  let setup: TestServer
  let server: HTTPServer
  let port: Int

  static let revision = "2026-07-28"

  /// Serves while `body` runs, which may block, and takes everything down.
  static func with(
    _ setup: TestServer = TestServer(), settings: HTTPServiceSettings = HTTPServiceSettings(),
    _ body: @escaping @Sendable (LiveHTTP) async throws -> Void
  ) async throws {
    let engine = setup.engine()
    try await engine.whileRunning { try await with(engine, setup, settings, drain: setup.drain, body) }
  }

  /// The same in this process, or behind a bridge.
  static func with(
    _ setup: TestServer = TestServer(), isBridged: Bool, _ body: @escaping @Sendable (LiveHTTP) async throws -> Void
  ) async throws {
    if isBridged { try await bridged(setup, body) } else { try await with(setup, body) }
  }

  private static func bridged(
    _ setup: TestServer, _ body: @escaping @Sendable (LiveHTTP) async throws -> Void
  ) async throws {
    try await LiveService.with(setup) { live in
      let remote = try RemoteBackend(
        address: live.address, maxMessageBytes: setup.maxMessageBytes, jsonDepth: setup.jsonDepth,
        connectTimeout: .seconds(60))
      let outcome: Result<Void, any Error>
      do {
        outcome = .success(try await with(remote, setup, HTTPServiceSettings(), drain: DrainSignal(), body))
      } catch {
        outcome = .failure(error)
      }
      await remote.close()
      try outcome.get()
    }
  }

  private static func with(
    _ backend: any Backend, _ setup: TestServer, _ settings: HTTPServiceSettings, drain: DrainSignal,
    _ body: @escaping @Sendable (LiveHTTP) async throws -> Void
  ) async throws {
    var settings = settings
    settings.maxMessageBytes = setup.maxMessageBytes
    settings.jsonDepth = setup.jsonDepth
    let service = HTTPService(backend: backend, drain: drain, settings: settings)
    let server = try HTTPServer(
      configuration: HTTPServerConfiguration(eventLoops: 1), lateHandler: service.answerLate, handler: service.answer)
    let live = LiveHTTP(setup: setup, server: server, port: try server.bind("127.0.0.1:0"))
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { try await service.whileRunning { try await server.run() } }
      defer {
        drain.raise()
        server.beginGracefulShutdown(drain: .zero)
      }
      try await withThrowingTaskGroup(of: Void.self) { blocking in
        blocking.addTask(executorPreference: BlockingExecutor.shared) { try await body(live) }
        try await blocking.waitForAll()
      }
    }
    #expect(server.connectionCount == 0)
  }

  func connect() throws -> RawClient { try RawClient(port: port) }

  /// A request of the stateless revision, with the headers that it wants.
  static func post(_ message: JSONValue, _ changes: [String: String?] = [:]) -> String {
    let params = message["params"]
    var headers: [String: String?] = [
      "Host": "localhost", "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
      "MCP-Protocol-Version": params?["_meta"]?[MetaKey.protocolVersion]?.string, "Mcp-Method": message["method"]?.string,
      "Mcp-Name": message.nameOfRequest,
    ]
    for (name, value) in changes { headers[name] = .some(value) }
    let body = message.description
    let lines = headers.compactMap { name, value in value.map { "\(name): \($0)\r\n" } }.sorted().joined()
    return "POST /mcp HTTP/1.1\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// A stateless message.
  static func request(_ method: String, _ params: JSONValue = [:], meta: [(String, JSONValue)] = []) -> JSONValue {
    let usual: JSONValue = [
      "io.modelcontextprotocol/protocolVersion": .text(revision), "io.modelcontextprotocol/clientCapabilities": [:],
    ]
    let meta = meta.reduce(usual) { $0.with($1.0, $1.1) }
    return ["jsonrpc": "2.0", "id": 7, "method": .text(method), "params": params.with("_meta", meta)]
  }

  static func call(_ tool: String, _ arguments: JSONValue = [:], meta: [(String, JSONValue)] = []) -> JSONValue {
    let params: JSONValue = ["name": .text(tool), "arguments": arguments]
    return request("tools/call", params, meta: meta)
  }

  /// What is answered on a connection of its own.
  func ask(_ message: JSONValue, _ changes: [String: String?] = [:]) throws -> ReceivedResponse {
    try connect().ask(Self.post(message, changes))
  }
}

extension ReceivedResponse {
  var json: JSONValue {
    get throws { try JSONValue.parse(SharedBytes(body)) }
  }

  var code: Int64? {
    get throws { try json["error"]?["code"]?.int }
  }
}

/// The events of a chunked answer: a chunk has one or more of them.
struct EventReader {
  let client: RawClient
  private var waiting: [Substring] = []

  init(_ client: RawClient) { self.client = client }

  /// The data of the next event; empty for a comment, nil at the end.
  mutating func next() throws -> JSONValue? {
    if waiting.isEmpty {
      guard let chunk = client.chunk(), !chunk.isEmpty else { return nil }
      waiting = String(decoding: chunk, as: UTF8.self).split(separator: "\n\n")
    }
    let lines = waiting.removeFirst().split(separator: "\n")
    guard let data = lines.first(where: { $0.hasPrefix("data: ") }) else { return [:] }
    return try JSONValue.parse(SharedBytes(data.dropFirst(6).utf8))
  }
}
