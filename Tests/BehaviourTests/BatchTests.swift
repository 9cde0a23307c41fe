import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// JSON-RPC batches, which sessions of 2025-03-26 have (2025-03-26, Basic, Batching): one array is answered by one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BatchTests {
  /// Carriers of JSON text; protobuf has no batches, but a bridge puts them together.
  static let kinds: [CarrierKind] = [.memory, .stdio, .webSocket, .bridge]

  private static func with(
    _ kind: CarrierKind, _ server: TestServer = TestServer(), _ body: (Client) async throws -> Void
  ) async throws {
    try await Client.with(kind, server) { client in
      try await client.open(.v2025_03_26)
      try await body(client)
    }
  }

  private static func request(_ id: JSONValue, _ method: String, _ params: JSONValue = [:]) -> JSONValue {
    ["jsonrpc": "2.0", "id": id, "method": .text(method), "params": params]
  }

  private static func cancel(_ id: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": id]]
  }

  /// The next batch of answers, in the order of their ids as text.
  private static func answers(_ client: Client) async throws -> [Answer] {
    let message = try await client.next()
    guard message.kind == .array else { throw TestFailure("\(message) is no batch") }
    return message.elements.map(Answer.init).sorted { "\($0.id ?? nil)" < "\($1.id ?? nil)" }
  }

  @Test(arguments: kinds)
  func isAnsweredByOne(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([
        Self.request(1, "ping"), Self.request("two", "tools/call", Client.tool("later", ["text": "x"])),
        Self.request(3, "no/such/method"), Self.request(4, "tools/call", Client.tool("echo", ["text": "y"])),
      ])
      let answers = try await Self.answers(client)
      #expect(answers.map(\.id) == ["two", 1, 3, 4])
      #expect(answers[0].contentText == "x" && answers[1].result == [:])
      #expect(answers[2].code == -32601 && answers[3].contentText == "y")
      #expect(try await client.ask("ping").result == [:], "what is no batch is answered by itself")
    }
  }

  @Test(arguments: kinds)
  func waitsForTheSlowestOfItAndHoldsUpNobodyElse(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([
        Self.request(1, "tools/call", Client.tool("hold", ["key": "a"])), Self.request(2, "ping"),
      ])
      #expect(await client.server.probe.started.take() == "a")
      try await client.send([Self.request(3, "ping")])
      #expect(try await Self.answers(client).map(\.id) == [3])
      #expect(try await client.ask("ping", id: 4).result == [:])
      client.server.probe.released.fulfil()
      #expect(try await Self.answers(client).map(\.id) == [1, 2])
    }
  }

  @Test(arguments: kinds)
  func ofNotificationsIsNotAnswered(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([
        ["jsonrpc": "2.0", "method": "notifications/x"], Self.cancel(99), ["jsonrpc": "2.0", "id": 7, "result": [:]],
      ])
      if !kind.isConnection { #expect(try await client.next() == [:]) }
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: kinds)
  func namesWhatInItIsNoMessage(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([7, [], Self.request(1, "ping"), ["jsonrpc": "2.0", "id": 2, "method": 7], "x"])
      let answers = try await Self.answers(client)
      #expect(answers.map(\.code) == [nil, -32600, -32600, -32600, -32600])
      #expect(answers.map(\.id) == [1, 2, nil, nil, nil])
      try await client.send([7, 8])
      #expect(try await Self.answers(client).map(\.code) == [-32600, -32600])
    }
  }

  @Test(arguments: kinds)
  func withoutPartsIsNone(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([])
      let answer = try await client.nextAnswer()
      #expect(answer.code == -32600 && answer.id == nil, "one error, and no array")
    }
  }

  @Test(arguments: kinds)
  func leavesOutWhatWasCancelled(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([
        Self.request(1, "tools/call", Client.tool("hold", ["key": "a"])), Self.request(2, "ping"), Self.cancel(1),
      ])
      #expect(try await Self.answers(client).map(\.id) == [2])
      try await client.send([Self.request(3, "tools/call", Client.tool("hold", ["key": "b"])), Self.cancel(3)])
      #expect(try await client.ask("ping").result == [:], "where nothing is left there is no answer")
      try await client.send([
        Self.request(4, "tools/call", Client.tool("hold", ["key": "c"])),
        Self.request(5, "tools/call", Client.tool("later", ["text": "x"])),
      ])
      try await client.cancel(4)
      #expect(try await Self.answers(client).map(\.id) == [5])
    }
  }

  @Test(arguments: kinds)
  func leavesOutWhatWasCancelledWhileItWaited(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.maxInFlightPerConnection = 1
    server.limits.maxWaitingPerConnection = 2
    try await Self.with(kind, server) { client in
      let hold = { Self.request($0, "tools/call", Client.tool("hold", ["key": "x"])) }
      try await client.send([hold(1), hold(2), hold(3), hold(4)])
      #expect(await client.server.probe.started.take() == "x")
      try await client.cancel(2)
      // A connection is read in order, so this answer says that the cancellation has been read.
      #expect(try await client.ask("ping").result == [:])
      client.server.probe.released.fulfil()
      let answers = try await Self.answers(client)
      #expect(answers.map(\.id) == [1, 3, 4])
      #expect(answers[2].data == ["reason": "overloaded"], "the bounds are those of its messages")
    }
  }

  @Test(arguments: kinds)
  func refusesTheSameIdTwice(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send([
        Self.request(1, "tools/call", Client.tool("hold", ["key": "a"])), Self.request(1, "ping"),
      ])
      client.server.probe.released.fulfil()
      let answers = try await Self.answers(client)
      #expect(answers.map(\.id) == [1, 1] && Set(answers.map(\.code)) == [nil, -32600])
    }
  }

  @Test(arguments: kinds)
  func opensNoSession(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.send([Self.request(1, "initialize", Client.handshake("2025-03-26"))])
      #expect(try await client.nextAnswer().code == -32600)
      try await client.open(.v2025_03_26)
      try await client.send([Self.request(2, "initialize", Client.handshake("2025-03-26"))])
      #expect(try await Self.answers(client).map(\.code) == [-32600])
    }
  }

  @Test(arguments: kinds)
  func answersToTheServerMayComeInOne(_ kind: CarrierKind) async throws {
    try await Client.with(kind, QuestionTests.server) { client in
      try await client.open(.v2025_03_26, capabilities: Client.answersAll)
      let id = try await client.send("tools/call", Client.tool("ask", ["script": "roots:a,roots:b"]))
      let answers = [try await client.nextRequest(), try await client.nextRequest()].map {
        JSONValue.object([("jsonrpc", "2.0"), ("id", $0["id"] ?? nil), ("result", ["roots": []])])
      }
      try await client.send(JSONValue(elements: answers))
      #expect(try await client.expect(id).contentText == "a= b=")
    }
  }
}
