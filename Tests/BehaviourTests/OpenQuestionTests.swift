import CoreGRPC
import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

/// Questions to legacy sessions that are still open when something happens: each is over then, and nothing is left.
@Suite(.serialized, .timeLimit(.minutes(10))) struct OpenQuestionTests {
  static func server(timeout: Duration = .seconds(600), questions: Int = 64) -> TestServer {
    var server = QuestionTests.server
    server.probe = Probe()
    server.limits.clientTimeout = timeout
    server.limits.maxQuestionsPerSession = questions
    return server
  }

  static func with(
    _ kind: CarrierKind, _ server: TestServer = Self.server(), _ revision: ProtocolRevision = .v2025_11_25,
    _ body: (Client) async throws -> Void
  ) async throws {
    try await Client.with(kind, server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      try await body(client)
    }
    let engine = server.current
    #expect(engine.liveSessions.count == 0)
    #expect(engine.connectionSessions.counts.active == 0)
    #expect(engine.server.changes.count == 0)
  }

  static func ask(_ script: String, catches: Bool = true) -> JSONValue {
    Client.tool("ask", ["script": .text(script), "catch": .init(booleanLiteral: catches)])
  }

  /// Reads what comes until the request is answered.
  ///
  /// - Returns: the answer, and the requests of the server that were cancelled meanwhile.
  private static func conclusion(
    _ client: Client, of id: JSONValue
  ) async throws -> (answer: Answer, cancelled: [JSONValue]) {
    var cancelled: [JSONValue] = []
    while true {
      let message = try await client.next()
      if message["method"] == "notifications/cancelled" {
        cancelled.append(message["params"]?["requestId"] ?? nil)
      } else if message["id"] == id, message["method"] == nil {
        return (Answer(message), cancelled)
      } else {
        throw TestFailure("\(message) was not expected")
      }
    }
  }

  @Test(arguments: CarrierKind.withNotifications, HandshakeTests.legacy)
  func aClientThatDoesNotAnswerInTimeIsToldThatItIsTooLate(
    _ kind: CarrierKind, _ revision: ProtocolRevision
  ) async throws {
    try await Self.with(kind, Self.server(timeout: .milliseconds(20)), revision) { client in
      let id = try await client.send("tools/call", Self.ask("roots:x"))
      let question = try await client.nextRequest()
      let (answer, cancelled) = try await Self.conclusion(client, of: id)
      #expect(answer.contentText == "caught timedOut")
      #expect(cancelled == [try #require(question["id"])])
      try await client.answer(question, with: ["roots": []])
      #expect(try await client.ask("ping").result == [:], "an answer that comes later is passed over")
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func aHandlerMayWaitLessLong(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let id = try await client.send(
        "tools/call", Client.tool("ask", ["script": "roots:x", "timeout": 10]))
      _ = try await client.nextRequest()
      let (answer, _) = try await Self.conclusion(client, of: id)
      #expect(answer.code == -32603 && answer.text?.contains("in time") == true)
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func aRefusalEndsTheOthersThatWereAskedWithIt(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let id = try await client.send("tools/call", Self.ask("roots:x,model:y,form:z", catches: false))
      var questions: [String: JSONValue] = [:]
      for _ in 1...3 {
        let question = try await client.nextRequest()
        questions[question["method"]?.string ?? ""] = question
      }
      try await client.refuse(try #require(questions["sampling/createMessage"]), -1, "User rejected sampling")
      let (answer, cancelled) = try await Self.conclusion(client, of: id)
      #expect(answer.code == -32603 && answer.text?.contains("User rejected sampling") == true)
      let others = ["roots/list", "elicitation/create"].map { questions[$0]?["id"] }
      #expect(cancelled.count == 2 && others.allSatisfy { id in cancelled.contains { $0 == id } })
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func aRequestThatIsCancelledTakesItsQuestionBack(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let id = try await client.send("tools/call", Self.ask("roots:x"))
      let question = try await client.nextRequest()
      try await client.cancel(id)
      let message = try await client.next()
      #expect(message["method"] == "notifications/cancelled")
      #expect(message["params"]?["requestId"] == question["id"])
      #expect(await client.server.probe.stopped.take() == "timedOut")
      #expect(try await client.ask("ping").result == [:], "the request is not answered")
    }
  }

  @Test(arguments: [CarrierKind.serverStreamStruct, .serverStreamJSON])
  func aCallThatIsCancelledEndsItsQuestion(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let id = try await client.send("tools/call", Self.ask("roots:x"))
      _ = try await client.nextRequest()
      try await client.cancel(id)
      #expect(await client.server.probe.stopped.take() == "timedOut")
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the call was answered")
        return
      }
      #expect(status.code == .cancelled)
    }
  }

  @Test(arguments: CarrierKind.connections.filter(\.answersAfterTheEnd))
  func aClientThatSendsNothingMoreIsNotWaitedFor(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let id = try await client.send("tools/call", Self.ask("roots:x"))
      _ = try await client.nextRequest()
      await client.finish()
      let answer = try await client.expect(id)
      #expect(answer.contentText == "caught unreachable")
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func aServerThatDrainsDoesNotWait(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let id = try await client.send("tools/call", Self.ask("roots:x"))
      _ = try await client.nextRequest()
      await client.drain()
      #expect(try await client.expect(id).contentText == "caught unreachable")
    }
  }

  @Test(arguments: CarrierKind.connections.filter { $0 != .stdio })
  func aClientThatIsGoneLeavesNoQuestion(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      try await client.send("tools/call", Self.ask("roots:x"))
      _ = try await client.nextRequest()
      await client.reset()
      let code = await client.server.probe.stopped.take()
      #expect(code == "timedOut" || code == "unreachable")
    }
  }
}
