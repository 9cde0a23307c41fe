import Bytes
import CoreGRPC
import JSON
import MCPModel
import Protobufs
import TestSupport
import Testing
import Wire

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
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#, -32602, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}"#, -32602, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"ping","error":{"code":1,"message":"x"}}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"result":[]}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"x"}}"#, -32600, id: "1"),
    Case(#"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#, -32600, id: "1"),
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

  @Test(
    arguments: [
      "{", "}", "not JSON", #"{"a":1,}"#, #"{"a":1}{"#, #"{"a":1,"a":2}"#, #"{"a":"\ud800"}"#, "[1,2", "\u{FEFF}{}",
      #"{"a":01}"#, #"{"a":NaN}"#, #"{"a":+1}"#, "{\"a\":\"\u{1}\"}",
    ])
  func aLineThatIsNoJSONIsAParseError(_ line: String) async throws {
    try await Client.with(.stdio) { client in
      try await client.send(bytes: Array(line.utf8))
      let answer = try await client.nextAnswer()
      #expect(answer.code == -32700 && answer.id == nil)
      #expect(try await client.ask("ping", id: "next").result == [:])
    }
  }

  @Test(arguments: [[0xFF], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0]] as [[UInt8]])
  func aLineThatIsNoTextIsAParseError(_ bytes: [UInt8]) async throws {
    try await Client.with(.stdio) { client in
      try await client.send(bytes: bytes)
      #expect(try await client.nextAnswer().code == -32700)
      #expect(try await client.ask("ping", id: "next").result == [:])
    }
  }

  @Test func aBatchBecomesItsMessagesInTheRevisionThatHasThem() async throws {
    try await Client.with(.stdio) { client in
      try await client.open(.v2025_03_26)
      try await client.send(
        .json(
          #"[{"jsonrpc":"2.0","id":1,"method":"ping"},7,{"jsonrpc":"2.0","method":"notifications/x"},"#
            + #"{"jsonrpc":"2.0","id":2,"method":"ping"}]"#))
      #expect(try await client.expect(1).result == [:])
      #expect(try await client.nextAnswer().code == -32600)
      #expect(try await client.expect(2).result == [:])
      try await client.send([])
      #expect(try await client.nextAnswer().code == -32600, "an empty batch has no messages")
    }
  }

  @Test(arguments: ProtocolRevision.allCases.filter { $0 != .v2025_03_26 })
  func aBatchIsRefusedAsAWholeInTheOthers(_ revision: ProtocolRevision) async throws {
    try await Client.with(.stdio) { client in
      try await client.open(revision)
      try await client.send(
        .json(#"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]"#))
      let answer = try await client.nextAnswer()
      #expect(answer.code == -32600 && answer.id == nil)
      #expect(try await client.ask("no/such/method", id: 3).code == -32601)
    }
  }

  // MARK: Over gRPC

  static let garbage: [[UInt8]] = [
    [0xFF], [0x0A], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x08], [0x0A, 0x01, 0xFF], [0x12, 0x02, 0xC3, 0x28], [0x00],
    [0x22, 0x05, 0x0A, 0x7F], [0x0C],
  ]

  @Test(arguments: CarrierKind.singleRequests.filter(\.isGRPC), garbage)
  func bytesThatAreNoProtobufFailTheCall(_ kind: CarrierKind, _ bytes: [UInt8]) async throws {
    try await Client.with(kind) { client in
      try await client.send(bytes: bytes)
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the call was answered")
        return
      }
      #expect(status.code == .invalidArgument)
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: [CarrierKind.streamStruct, .streamJSON], garbage)
  func bytesThatAreNoProtobufEndAStream(_ kind: CarrierKind, _ bytes: [UInt8]) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("hold", ["key": "a"]))
      _ = await client.server.probe.started.take()
      try await client.send(bytes: bytes)
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the stream went on")
        return
      }
      #expect(status.code == .invalidArgument)
      #expect(await client.server.probe.stopped.take() == "a", "what was in flight is cancelled")
    }
  }

  struct WireCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: Int64
    let bytes: [UInt8]

    init(_ name: String, _ code: Int64, _ change: (inout Mcp_MCPRequest) throws -> Void) {
      var request = Mcp_MCPRequest()
      request.jsonrpc = "2.0"
      request.id = "x"
      request.method = "ping"
      do { try change(&request) } catch { preconditionFailure("a test's own message is wrong: \(error)") }
      testDescription = name
      self.code = code
      bytes = request.encoded().array
    }
  }

  private static func any(_ name: String, _ bytes: [UInt8]) -> AnyMessage {
    AnyMessage(typeURL: WireMessages.url(name), value: .bytes(SharedBytes(bytes)))
  }

  static let wireCases = [
    WireCase("no jsonrpc", -32600) { $0.jsonrpc = "" },
    WireCase("another jsonrpc", -32600) { $0.jsonrpc = "1.0" },
    WireCase("two ids", -32600) { $0.integerID = 1 },
    WireCase("neither method nor outcome", -32600) { $0.method = "" },
    WireCase("a method and a result", -32600) { $0.result = try WireMessages.payload([:], asStruct: true) },
    WireCase("a method and an error", -32600) { $0.error = Mcp_MCPError() },
    WireCase("params of an unknown type", -32602) { $0.params = any("google.protobuf.Duration", []) },
    WireCase("params without a type", -32602) { $0.params = AnyMessage() },
    WireCase("params that are a list", -32602) { $0.params = try WireMessages.payload([1], asStruct: true) },
    WireCase("params that are a text", -32602) { $0.params = try WireMessages.payload("x", asStruct: true) },
    WireCase("params that are a JSON array", -32602) { $0.params = try WireMessages.payload([1], asStruct: false) },
    WireCase("a Struct that is broken", -32602) { $0.params = any("google.protobuf.Struct", [0x0A, 0x7F]) },
    WireCase("a Struct with NaN", -32602) {
      // fields { key: "n" value { number_value: NaN } }
      $0.params = any(
        "google.protobuf.Struct", [0x0A, 0x0E, 0x0A, 1, 0x6E, 0x12, 9, 0x11, 0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
    },
    WireCase("a Struct with infinity", -32602) {
      $0.params = any(
        "google.protobuf.Struct", [0x0A, 0x0E, 0x0A, 1, 0x6E, 0x12, 9, 0x11, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F])
    },
    WireCase("a Struct with a value of no kind", -32602) {
      $0.params = any("google.protobuf.Struct", [0x0A, 0x05, 0x0A, 1, 0x6E, 0x12, 0])
    },
    WireCase("a JSONPayload that is no JSON", -32700) { $0.params = WireMessages.jsonPayload(.text("{")) },
    WireCase("an empty JSONPayload", -32700) { $0.params = WireMessages.jsonPayload(SharedBytes()) },
    WireCase("a JSONPayload with a name twice", -32700) {
      $0.params = WireMessages.jsonPayload(.text(#"{"a":1,"a":2}"#))
    },
    WireCase("a JSONPayload that is broken", -32602) { $0.params = any("mcp.JSONPayload", [0x0A, 0x7F]) },
  ]

  @Test(arguments: CarrierKind.allCases.filter(\.isGRPC), wireCases)
  func protobufThatIsNoMessageSaysWhy(_ kind: CarrierKind, _ malformed: WireCase) async throws {
    try await Client.with(kind) { client in
      try await client.send(bytes: malformed.bytes)
      let answer = try await client.nextAnswer()
      #expect(answer.code == malformed.code)
      if malformed.testDescription != "two ids" { #expect(answer.id == "x") }
      #expect(try await client.ask("ping", id: "next").result == [:])
    }
  }

  @Test(arguments: CarrierKind.allCases.filter(\.isGRPC))
  func aStructMayComeAsAValue(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      client.revision = .v2026_07_28
      let params = Client.tool("echo", ["text": "x"]).with("_meta", client.metadataOfRevision)
      var request = Mcp_MCPRequest()
      request.jsonrpc = "2.0"
      request.integerID = 1
      request.method = "tools/call"
      request.params = AnyMessage(
        typeURL: WireMessages.url("google.protobuf.Value"),
        value: .deferred(try StructPayload(params, as: .value)))
      try await client.send(bytes: request.encoded().array)
      #expect(try await client.expect(1).result?["structuredContent"] == ["text": "x"])
    }
  }
}
