import Bytes
import CoreGRPC
import JSON
import MCPModel
import Protobufs
import TestSupport
import Testing
import Wire

/// Over gRPC there are two ways to be wrong: bytes that are no protobuf fail the call, and protobuf that is no message
/// is answered with what is wrong about it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct MalformedProtobufTests {
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
