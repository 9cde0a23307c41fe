import Bytes
import CoreGRPC
import JSON
import MCPModel
import MCPService
import Protobufs
import TestSupport
import Testing
import Wire

/// A peer that was generated from the first form of `mcp.proto` is sent its fields and nothing else.
@Suite(.timeLimit(.minutes(10))) struct FirstFormTests {
  private static func steps(_ id: String) throws -> SharedBytes {
    var request = Mcp_MCPRequest()
    request.jsonrpc = "2.0"
    request.id = id
    request.method = "tools/call"
    request.params = try WireMessages.payload(
      [
        "name": "steps", "arguments": ["count": 3],
        "_meta": [
          "progressToken": "t", "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": [:],
        ],
      ], asStruct: true)
    return request.encoded()
  }

  private static func methods(
    _ options: CallOptions, first: SharedBytes, then others: [SharedBytes] = []
  ) async throws -> [String?] {
    try await LiveService.with(TestServer()) { live in
      let stream = try live.channel.stream(Mcp_MCPService.Method.streamRequests.path, options)
      for message in [first] + others { try await stream.send(message) }
      stream.finishSending()
      var methods: [String?] = []
      while let bytes = try await stream.next() { methods.append(try WireMessages.json(bytes)["method"]?.string) }
      return methods
    }
  }

  @Test func getsNoNotificationsOverAStream() async throws {
    #expect(try await Self.methods(CallOptions(), first: Self.steps("x")) == [nil])
  }

  @Test func getsThemOnceItHasAnnouncedItself() async throws {
    let options = CallOptions(metadata: ["mcp-extended": "1"])
    let progress = "notifications/progress"
    #expect(try await Self.methods(options, first: Self.steps("x")) == [progress, progress, progress, nil])
  }

  @Test func getsThemOnceItHasUsedANewField() async throws {
    var ping = Mcp_MCPRequest()
    ping.jsonrpc = "2.0"
    ping.integerID = 1
    ping.method = "ping"
    let methods = try await Self.methods(CallOptions(), first: ping.encoded(), then: [Self.steps("x")])
    #expect(methods.compactMap { $0 }.count == 3 && methods.count == 5)
  }

  @Test func isAnsweredInStruct() async throws {
    try await LiveService.with(TestServer()) { live in
      let answer = try await live.channel.unary(
        Mcp_MCPService.Method.executeRequest.path, Self.steps("x"))
      let wire = try Mcp_MCPResponse(decoding: answer.message)
      #expect(wire.id == "x" && wire.integerID == nil && wire.method.isEmpty && wire.params == nil)
      #expect(wire.result?.typeURL == "type.googleapis.com/google.protobuf.Struct")
    }
  }

  @Test func isAnsweredInJSONWhereItAsksForThatWithoutParams() async throws {
    try await LiveService.with(TestServer()) { live in
      var ping = Mcp_MCPRequest()
      ping.jsonrpc = "2.0"
      ping.id = "x"
      ping.method = "ping"
      for (metadata, type) in [([:], "google.protobuf.Struct"), (["mcp-payload": "json"], "mcp.JSONPayload")]
        as [(Metadata, String)]
      {
        let answer = try await live.channel.unary(
          Mcp_MCPService.Method.executeRequest.path, ping.encoded(), CallOptions(metadata: metadata))
        #expect(try Mcp_MCPResponse(decoding: answer.message).result?.typeURL == WireMessages.url(type))
      }
    }
  }
}
