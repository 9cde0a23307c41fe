import JSON
import MCPModel
import Sealing
import Synchronization
import TestSupport
import Testing

@testable import MCPEngine

/// `requestState` (2026-07-28): what the client carries between rounds is good for its owner, its request and its time.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RequestStateTests {
  /// Milliseconds that a test moves.
  private final class Clock: Sendable {
    private let time = Mutex<Int64>(1_000_000)
    var now: Int64 { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += Int64(duration / .milliseconds(1)) } }
  }

  private static let answers: JSONValue = ["a": ["action": "accept", "content": ["answer": "1"]]]

  static func with(
    _ kind: CarrierKind, _ server: TestServer = QuestionTests.server, _ body: (Client) async throws -> Void
  ) async throws {
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28, capabilities: Client.answersAll)
      try await body(client)
    }
  }

  static func state(_ client: Client, script: String = "form:a") async throws -> JSONValue {
    try #require(try await client.call("ask", ["script": .text(script)]).requestState)
  }

  static func retry(
    _ client: Client, _ state: JSONValue, script: String = "form:a", tool: String = "ask"
  ) async throws -> Answer {
    try await client.ask(
      "tools/call",
      Client.tool(tool, ["script": .text(script)]).with("requestState", state).with("inputResponses", answers))
  }

  private static func expectRefused(_ answer: Answer, _ what: String = "") {
    #expect(answer.code == -32602 && answer.path == "/params/requestState", "\(what) \(answer.message)")
  }

  @Test(arguments: CarrierKind.allCases)
  func isRefusedWhereItWasChanged(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let state = try #require(try await Self.state(client).string)
      for index in stride(from: 0, to: state.utf8.count, by: 7) {
        var bytes = Array(state.utf8)
        bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        Self.expectRefused(try await Self.retry(client, .text(String(decoding: bytes, as: UTF8.self))))
      }
      for text in ["", "x", state + "A", String(state.dropLast()), String(repeating: "A", count: 400_000)] {
        Self.expectRefused(try await Self.retry(client, .text(text)))
      }
      for other in [nil, 7, [:], []] as [JSONValue] {
        Self.expectRefused(try await Self.retry(client, other))
      }
      #expect(try await Self.retry(client, .text(state)).contentText == "a=1")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func isRefusedWithAnyOtherRequest(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let state = try await Self.state(client)
      Self.expectRefused(try await Self.retry(client, state, script: "form:a;form:b"), "other arguments")
      Self.expectRefused(try await Self.retry(client, state, tool: "ask-too"), "another tool")
      let prompt = try await client.ask(
        "prompts/get", ["name": "ask", "arguments": ["script": "form:a"], "requestState": state])
      Self.expectRefused(prompt, "another method")
      let cursor = try await client.ask("tools/list", ["cursor": state])
      #expect(cursor.code == -32602 && cursor.path == "/params/cursor", "nor is it a cursor")
      #expect(try await Self.retry(client, state).contentText == "a=1")
    }
  }

  /// A client's library may write the same params in another way when it sends them again.
  @Test(arguments: CarrierKind.allCases.filter { !$0.isStruct })
  func doesNotMindHowTheSameParamsAreWritten(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let first = try await client.ask(
        "tools/call", .json(#"{"name":"ask","arguments":{"script":"form:a","padding":1,"catch":false}}"#))
      let again: JSONValue = .json(
        #"{"arguments":{"catch":false,"padding":1.0,"script":"form\u003aa"},"_meta":{"x":1},"name":"ask"}"#)
      let answer = try await client.ask(
        "tools/call", again.with("requestState", first.requestState).with("inputResponses", Self.answers))
      #expect(answer.contentText == "a=1", "\(answer.message)")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func expires(_ kind: CarrierKind) async throws {
    let clock = Clock()
    var server = QuestionTests.server
    server.now = { clock.now }
    server.limits.requestStateLifetime = .seconds(60)
    try await Self.with(kind, server) { client in
      let state = try await Self.state(client)
      clock.advance(by: .seconds(59))
      #expect(try await Self.retry(client, state).contentText == "a=1")
      clock.advance(by: .seconds(1))
      Self.expectRefused(try await Self.retry(client, state))
    }
  }

  @Test func isItsOwnersOnly() async throws {
    try await Self.with(.respond) { client in
      client.metadata = ["principal": "alice"]
      let state = try await Self.state(client)
      client.metadata = ["principal": "mallory"]
      let foreign = try await Self.retry(client, state)
      let invented = try await Self.retry(client, "x")
      #expect(foreign.text == invented.text && foreign.data == invented.data, "nothing tells the two apart")
      client.metadata = ["principal": "alice"]
      #expect(try await Self.retry(client, state).contentText == "a=1")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func mayBeReplayedUnlessTheHandlerWantsItOnce(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let state = try await Self.state(client)
      for _ in 1...3 { #expect(try await Self.retry(client, state).contentText == "a=1") }

      let script = "form:a;single"
      let once = try await Self.state(client, script: script)
      #expect(try await Self.retry(client, once, script: script).contentText == "a=1")
      for _ in 1...3 { Self.expectRefused(try await Self.retry(client, once, script: script)) }
      let other = try await Self.state(client, script: script)
      #expect(try await Self.retry(client, other, script: script).contentText == "a=1", "another state is another")
    }
  }

  @Test func isUsedOnceHoweverManyTryAtTheSameTime() async throws {
    try await Self.with(.memory) { client in
      let script = "form:a;single"
      let state = try await Self.state(client, script: script)
      let params = Client.tool("ask", ["script": .text(script)]).with("requestState", state)
        .with("inputResponses", Self.answers)
      for _ in 1...50 { try await client.send("tools/call", params) }
      var answered = 0
      for _ in 1...50 where try await client.nextAnswer().result != nil { answered += 1 }
      #expect(answered == 1)
    }
  }

  @Test func isTakenByReplicasThatShareKeysWhileTheyChangeThem() async throws {
    let (old, new) = (SealingKey.random(), SealingKey.random())
    func state(_ keys: [SealingKey]) async throws -> JSONValue {
      var server = QuestionTests.server
      server.sealer = Sealer(keys: keys)
      return try await Client.with(.respond, server) { client in
        try await client.open(.v2026_07_28, capabilities: Client.answersAll)
        return try await Self.state(client)
      }
    }
    func isTaken(_ state: JSONValue, _ keys: [SealingKey]) async throws -> Bool {
      var server = QuestionTests.server
      server.sealer = Sealer(keys: keys)
      return try await Client.with(.executeStruct, server) { client in
        try await client.open(.v2026_07_28, capabilities: Client.answersAll)
        return try await Self.retry(client, state).result != nil
      }
    }
    let before = try await state([old])
    #expect(try await isTaken(before, [old]))
    #expect(try await isTaken(before, [old, new]), "the new key is added at the end first")
    #expect(try await isTaken(before, [new, old]), "then it seals")
    #expect(try await !isTaken(before, [new]), "then the old one is gone")
    let after = try await state([new, old])
    #expect(try await isTaken(after, [old, new]))
    #expect(try await isTaken(after, [new]))
    #expect(try await !isTaken(after, [old]))
  }
}
