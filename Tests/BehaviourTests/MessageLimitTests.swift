import CoreGRPC
import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// What is too large, too deep, or more than its form can say.
@Suite(.serialized, .timeLimit(.minutes(10))) struct MessageLimitTests {
  static let limited = CarrierKind.allCases.filter { $0.isGRPC || [.stdio, .http, .webSocket].contains($0) }

  private static func server(bytes: Int = 10_000, depth: Int = 32) -> TestServer {
    var server = TestServer()
    server.maxMessageBytes = bytes
    server.jsonDepth = depth
    return server
  }

  @Test(arguments: limited)
  func anAnswerOverTheLimitIsAnErrorThatSaysTheCallRan(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.call("big", ["bytes": 20_000])
      #expect(answer.code == -32603)
      let text = try #require(answer.text)
      #expect(text.contains("was carried out") && text.contains("10000"))
      #expect(client.server.probe.calls == 1)
      #expect(try await client.call("big", ["bytes": 5000]).result?["content"]?[0]?["text"]?.string?.count == 5000)
    }
  }

  @Test(arguments: [
    CarrierKind.executeStruct, .executeJSON, .serverStreamStruct, .streamStruct, .streamJSON, .http, .webSocket,
  ])
  func aRequestOverTheLimitFailsTheCall(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("echo", ["text": .text(String(repeating: "x", count: 20_000))]))
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the call was answered")
        return
      }
      #expect(status.code == .resourceExhausted)
      #expect(client.server.probe.calls == 0)
    }
  }

  @Test func aLineOverTheLimitIsPassedOver() async throws {
    try await Client.with(.stdio, Self.server()) { client in
      for size in [10_001, 70_000, 1_000_000] {
        try await client.send(bytes: Array(repeating: 0x5B, count: size))
        let answer = try await client.nextAnswer()
        #expect(answer.code == -32600 && answer.id == nil && answer.text?.contains("10000") == true)
        #expect(try await client.ask("ping").result == [:])
      }
      let longest = #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":""}}"#
      let padding = String(repeating: "x", count: 10_000 - longest.utf8.count)
      try await client.send(bytes: Array(longest.replacing("\"\"", with: "\"\(padding)\"").utf8))
      #expect(try await client.expect(1).result == [:], "a line up to the limit is served")
    }
  }

  @Test(arguments: limited)
  func paramsAsDeepAsTheLimitAreServedAndDeeperOnesRefused(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server(depth: 16)) { client in
      // Where messages are text, what is around the params counts as well, and the id is lost with the rest.
      let deepest = kind.carriesText ? 14 : 15
      #expect(try await client.ask("ping", ["x": .nested(deepest)]).result == [:])
      try await client.send("ping", ["x": .nested(deepest + 1)], id: 7)
      let answer = try await client.nextAnswer()
      #expect(answer.code == (kind.isStruct ? -32602 : -32700))
      #expect(answer.id?.int == (kind.carriesText ? nil : 7))
      try await client.send("ping", ["x": .nested(500)], id: 8)
      #expect(try await client.nextAnswer().code == (kind.isStruct ? -32602 : -32700))
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aNumberThatAStructWouldChangeIsAnErrorThatSaysTheCallRan(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.call("precise")
      if kind.isStruct {
        #expect(answer.code == -32603)
        let text = try #require(answer.text)
        #expect(text.contains("was carried out") && text.contains("/structuredContent/number"))
        #expect(text.contains("JSONPayload"))
      } else {
        #expect(answer.result?["structuredContent"]?["number"]?.numberToken == "9007199254740993")
      }
      #expect(client.server.probe.calls == 1)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func numbersAndTextKeepTheirValue(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for count in ["3", "3.0", "30e-1"] {
        let answer = try await client.ask(
          "tools/call", Client.tool("big", .json(#"{"bytes":\#(count)}"#)))
        #expect(answer.result?["content"]?[0]?["text"] == "xxx")
      }
      let text = "\u{0}\u{1F}\u{7F}é𝄞\u{FFFD}\u{10FFFF}\"\\/"
      let answer = try await client.call("echo", ["text": .text(text)])
      #expect(answer.result?["structuredContent"]?["text"]?.string.map { Array($0.utf8) } == Array(text.utf8))
    }
  }
}
