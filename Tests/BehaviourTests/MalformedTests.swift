import JSON
import MCPModel
import TestSupport
import Testing

/// What is no message is answered with what is wrong about it, and what comes next is served.
@Suite(.serialized, .timeLimit(.minutes(10))) struct MalformedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let message: String
    let code: Int64
    let id: String?
    var testDescription: String { message }
    init(_ message: String, _ code: Int64, id: String? = nil) {
      self.message = message
      self.code = code
      self.id = id
    }
  }

  static let messages = [
    Case("7", -32600), Case("null", -32600), Case(#""text""#, -32600), Case("{}", -32600),
    Case(#"{"jsonrpc":"2.0"}"#, -32600),
    Case(#"{"jsonrpc":"2.0","id":1}"#, -32600, id: "1"),
    Case(#"{"id":1,"method":"ping"}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":2.0,"id":"x","method":"ping"}"#, -32600, id: #""x""#),
    Case(#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":null}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":""}"#, -32600, id: "1"), Case(#"{"jsonrpc":"2.0","method":""}"#, -32600),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#, -32602, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}"#, -32602, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","error":{"code":1,"message":"x"}}"#, -32600, id: "1"),
  ]

  @Test(arguments: CarrierKind.allCases.filter { $0.carriesText || $0 == .respond }, messages)
  func jsonThatIsNoMessageSaysWhy(_ kind: CarrierKind, _ malformed: Case) async throws {
    try await Client.with(kind) { client in
      try await client.send(.json(malformed.message))
      let answer = try await client.nextAnswer()
      #expect(answer.code == malformed.code)
      #expect(answer.id == malformed.id.map { .json($0) })
      #expect(try await client.ask("ping", id: "next").result == [:])
    }
  }

  /// Its id is that of a request of the server: told of it, the client would take that for the answer to its own.
  @Test(
    arguments: CarrierKind.allCases.filter(\.carriesText),
    [
      #"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}"#,
      #"{"jsonrpc":"2.0","id":1,"result":[]}"#,
      #"{"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"x"}}"#,
      #"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#,
      #"{"id":1,"result":{}}"#,
    ])
  func aResponseThatIsNoneIsNotAnswered(_ kind: CarrierKind, _ malformed: String) async throws {
    try await Client.with(kind) { client in
      try await client.send(.json(malformed))
      try await client.expectNothingIsAnswered(toResponseOver: kind)
      #expect(try await client.ask("ping", id: 1).result == [:])
    }
  }

  @Test(
    arguments: [CarrierKind.stdio, .http, .webSocket],
    [
      "{", "}", "not JSON", #"{"a":1,}"#, #"{"a":1}{"#, #"{"a":1,"a":2}"#, #"{"a":"\ud800"}"#, "[1,2", "\u{FEFF}{}",
      #"{"a":01}"#, #"{"a":NaN}"#, #"{"a":+1}"#, "{\"a\":\"\u{1}\"}",
    ])
  func textThatIsNoJSONIsAParseError(_ kind: CarrierKind, _ text: String) async throws {
    try await Client.with(kind) { client in
      try await client.send(bytes: Array(text.utf8))
      let answer = try await client.nextAnswer()
      #expect(answer.code == -32700 && answer.id == nil)
      #expect(try await client.ask("ping", id: "next").result == [:])
    }
  }

  /// A WebSocket whose text is none closes, as RFC 6455 wants it (section 8.1).
  @Test(
    arguments: [CarrierKind.stdio, .http],
    [[0xFF], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0]] as [[UInt8]])
  func whatIsNoTextIsAParseError(_ kind: CarrierKind, _ bytes: [UInt8]) async throws {
    try await Client.with(kind) { client in
      try await client.send(bytes: bytes)
      #expect(try await client.nextAnswer().code == -32700)
      #expect(try await client.ask("ping", id: "next").result == [:])
    }
  }

  @Test(arguments: BatchTests.kinds)
  func aBatchIsAnsweredByOneInTheRevisionThatHasThem(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_03_26)
      try await client.send(
        .json(
          #"[{"jsonrpc":"2.0","id":1,"method":"ping"},7,{"jsonrpc":"2.0","method":"notifications/x"},"#
            + #"{"jsonrpc":"2.0","id":2,"method":"ping"}]"#))
      let answers = try await client.next().elements.map { Answer($0) }
      #expect(answers.count == 3)
      #expect(answers.contains { $0.id == 1 && $0.result == [:] } && answers.contains { $0.id == 2 && $0.result == [:] })
      #expect(answers.contains { $0.code == -32600 && $0.id == nil })
      try await client.send([])
      #expect(try await client.nextAnswer().code == -32600, "an empty batch has no messages")
    }
  }

  @Test(arguments: BatchTests.kinds, ProtocolRevision.allCases.filter { $0 != .v2025_03_26 })
  func aBatchIsRefusedAsAWholeInTheOthers(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      try await client.send(
        .json(#"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]"#))
      let answer = try await client.nextAnswer()
      #expect(answer.code == -32600 && answer.id == nil)
      #expect(try await client.ask("no/such/method", id: 3).code == -32601)
    }
  }
}
