import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Log messages of handlers, at the level that the client wants.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LoggingTests {
  private static func server(_ features: MCPServer.Features = .logging) -> TestServer {
    TestServer(features) { server, _ throws(RegistrationError) in try TestMessages.add(to: server) }
  }

  private static let level = MetaKey.logLevel.description

  /// Calls the tool that logs at every level.
  ///
  /// - Returns: the levels of the messages, and the level that the handler saw.
  private static func log(_ client: Client, meta: JSONValue? = nil) async throws -> (sent: [String], seen: String?) {
    try await client.send("tools/call", Client.tool("log").with("_meta", meta))
    var levels: [String] = []
    while true {
      let message = try await client.next()
      guard message["method"] != nil else { return (levels, Answer(message).contentText) }
      #expect(message["method"] == "notifications/message")
      let level = message["params"]?["level"]?.string ?? ""
      #expect(message["params"]?["data"] == ["said": .text(level)])
      #expect((message["params"]?["logger"] == "test") == (level != "alert"))
      levels.append(level)
    }
  }

  private static func levels(from least: LogLevel) -> [String] {
    LogLevel.allCases.filter { $0 >= least }.map(\.rawValue)
  }

  @Test(arguments: CarrierKind.allCases, HandshakeTests.legacy)
  func aSessionSaysWhichLevelItWants(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server()) { client in
      let opened = try await client.open(revision)
      #expect(opened?.result?["capabilities"]?["logging"] == [:])
      let first = try await Self.log(client)
      #expect(first.seen == "info" && first.sent == (kind.carriesNotifications ? Self.levels(from: .info) : []))
      for level in [LogLevel.emergency, .debug, .warning] {
        #expect(try await client.ask("logging/setLevel", ["level": .text(level.rawValue)]).result == [:])
        let logged = try await Self.log(client)
        #expect(logged.seen == level.rawValue)
        #expect(logged.sent == (kind.carriesNotifications ? Self.levels(from: level) : []))
      }
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func theLevelBelongsToItsSession(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2025_11_25)
      let first = client.sessionID
      _ = try await client.ask("logging/setLevel", ["level": "error"])
      client.sessionID = nil
      try await client.open(.v2025_11_25)
      #expect(try await Self.log(client).seen == "info")
      client.sessionID = first
      #expect(try await Self.log(client).seen == "error")
      #expect(try await client.server.current.sessions(of: .anonymous).compactMap(\.logLevel) == [.error])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aStatelessRequestSaysItItself(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      let none = try await Self.log(client)
      #expect(none.sent.isEmpty && none.seen == "none")
      for level in LogLevel.allCases {
        let logged = try await Self.log(client, meta: .object([(Self.level, .text(level.rawValue))]))
        #expect(logged.seen == level.rawValue)
        #expect(logged.sent == (kind.carriesNotifications ? Self.levels(from: level) : []))
      }
      #expect(try await Self.log(client).sent.isEmpty, "it is not remembered")
      #expect(try await client.ask("logging/setLevel", ["level": "info"]).code == -32601)
    }
  }

  @Test(arguments: CarrierKind.allCases, ["{}", #"{"level":7}"#, #"{"level":"loud"}"#, #"{"level":null}"#])
  func aLevelThatIsNoneIsInvalid(_ kind: CarrierKind, _ params: String) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2025_06_18)
      let answer = try await client.ask("logging/setLevel", .json(params))
      #expect(answer.code == -32602 && answer.path == "/params/level")
      #expect(answer.text?.contains("emergency") == true, "it says which there are")
      #expect(try await Self.log(client).seen == "info")
    }
  }

  @Test(arguments: CarrierKind.allCases, ["7", #""loud""#, "null", #""""#, "[]"])
  func aStatelessRequestWithALevelThatIsNoneIsInvalid(_ kind: CarrierKind, _ level: String) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.ask(
        "tools/call", Client.tool("log").with("_meta", .object([(Self.level, .json(level))])))
      #expect(answer.code == -32602 && answer.path == "/params/_meta/io.modelcontextprotocol~1logLevel")
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func withoutTheFeatureThereAreNone(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server([])) { client in
      let opened = try await client.open(revision)
      #expect(opened?.result?["capabilities"]?["logging"] == nil)
      let meta: JSONValue? = revision.isStateless ? .object([(Self.level, .text("debug"))]) : nil
      let logged = try await Self.log(client, meta: meta)
      #expect(logged.sent.isEmpty && logged.seen == "none")
      #expect(try await client.ask("logging/setLevel", ["level": "debug"]).code == -32601)
    }
  }
}
