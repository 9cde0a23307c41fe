import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

/// How much a `requestState` may hold, and how many are remembered.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RequestStateBoundTests {
  @Test func isRefusedWhereNobodyCanRememberIt() async throws {
    var server = QuestionTests.server
    server.limits.maxUsedStates = 1
    try await RequestStateTests.with(.memory, server) { client in
      let script = "form:a;single"
      let states = [
        try await RequestStateTests.state(client, script: script),
        try await RequestStateTests.state(client, script: script),
      ]
      #expect(try await RequestStateTests.retry(client, states[0], script: script).result != nil)
      let full = try await RequestStateTests.retry(client, states[1], script: script)
      #expect(full.code == -32603 && full.data == ["reason": "overloaded"])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func doesNotGrowBeyondItsBound(_ kind: CarrierKind) async throws {
    var server = QuestionTests.server
    server.limits.maxRequestStateBytes = 2000
    try await RequestStateTests.with(kind, server) { client in
      let script = "form:a;form:b"
      let params = Client.tool("ask", ["script": .text(script)])
      func answer(_ bytes: Int) -> JSONValue {
        ["a": ["action": "accept", "content": ["answer": .text(String(repeating: "x", count: bytes))]]]
      }
      let small = try await client.ask("tools/call", params.with("inputResponses", answer(1000)))
      #expect(small.asksForInput)
      let large = try await client.ask("tools/call", params.with("inputResponses", answer(3000)))
      #expect(large.code == -32603 && large.text?.contains("more than a request may carry") == true)
      let last = try await client.ask(
        "tools/call", Client.tool("ask", ["script": "form:a"]).with("inputResponses", answer(3000)))
      #expect(last.result != nil, "what needs no further round has no such bound")
    }
  }

  /// Answers are nested a little deeper in the state than in the message.
  @Test func holdsAnythingThatAMessageMay() async throws {
    var server = QuestionTests.server
    server.jsonDepth = 512
    try await RequestStateTests.with(.stdio, server) { client in
      let script = "model:a;form:b"
      let deep: JSONValue = [
        "role": "assistant", "model": "m", "content": ["type": "text", "text": "t", "_meta": ["deep": .nested(400)]],
      ]
      let params = Client.tool("ask", ["script": .text(script)])
      let first = try await client.ask("tools/call", params.with("inputResponses", ["a": deep]))
      let second = try await client.ask(
        "tools/call",
        params.with("requestState", first.requestState).with("inputResponses", ["b": ["action": "decline"]]))
      #expect(second.contentText == "a=t b=decline", "\(second.message)")
    }
  }
}
