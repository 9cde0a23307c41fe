import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

/// Legacy sessions as whoever operates the server sees them, be they stored or a connection's own.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SessionListTests {
  @Test(arguments: CarrierKind.allCases)
  func areListedByTheirOwner(_ kind: CarrierKind) async throws {
    let server = TestServer()
    try await Client.with(kind, server) { client in
      let engine = client.server.current
      #expect(try await engine.sessions(of: .anonymous).isEmpty)
      try await client.open(.v2025_06_18, capabilities: ["roots": [:]])
      let sessions = try await engine.sessions(of: .anonymous)
      #expect(sessions.map(\.revision) == [.v2025_06_18])
      #expect(sessions[0].clientInfo["name"] == "test" && sessions[0].clientCapabilities == ["roots": [:]])
      if !kind.isConnection { #expect(sessions[0].id == client.sessionID) }
      #expect(try await engine.sessions(of: Principal(name: "somebody else")).isEmpty)
      let counts = try await engine.sessionCounts()
      #expect((kind.keepsSessions ? counts.connections : counts.stored) == SessionCounts(active: 1, total: 1, peak: 1))
      #expect((kind.keepsSessions ? counts.stored : counts.connections) == SessionCounts())
    }
    let counts = try await server.current.sessionCounts()
    #expect(counts.connections.active == 0, "a connection takes its session along")
    #expect(counts.connections.total + counts.stored.total == 1)
  }

  @Test(arguments: CarrierKind.allCases)
  func areEndedByTheirOwnerOnly(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_06_18)
      let engine = client.server.current
      let id = try #require(try await engine.sessions(of: .anonymous).first?.id)
      #expect(try await !engine.endSession(id, of: Principal(name: "somebody else")))
      #expect(try await !engine.endSession("no such session", of: .anonymous))
      #expect(try await client.ask("tools/list").result != nil)
      #expect(try await engine.endSession(id, of: .anonymous))
      #expect(try await !engine.endSession(id, of: .anonymous))
      let ended = try await client.ask("tools/list")
      #expect(ended.code == -32602 && ended.text?.contains("initialize") == true)
      try client.server.mcp.add(Tool(name: "new")) { _ in .text("") }
      client.sessionID = nil
      let opened = try await client.open(.v2025_11_25)
      #expect(opened?.result?["protocolVersion"] == "2025-11-25", "it was told of nothing meanwhile")
      #expect(try await client.ask("tools/list").result != nil)
      #expect(try await engine.sessions(of: .anonymous).count == 1)
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func thatEndAnswerNoQuestions(_ kind: CarrierKind) async throws {
    try await Client.with(kind, QuestionTests.server) { client in
      try await client.open(.v2025_11_25, capabilities: Client.answersAll)
      let id = try await client.send("tools/call", Client.tool("ask", ["script": "roots:x", "catch": true]))
      let question = try await client.nextRequest()
      let engine = client.server.current
      let session = try #require(try await engine.sessions(of: .anonymous).first?.id)
      #expect(try await engine.endSession(session, of: .anonymous))
      #expect(try await client.expect(id).contentText == "caught unreachable", "what runs is answered")
      try await client.answer(question, with: ["roots": []])
      // A session over HTTP is all there is of the connection, and unknown from now on.
      if kind == .http { #expect(try await client.nextAnswer().code == -32602) }
      client.sessionID = nil
      try await client.open(.v2025_11_25)
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test func areCountedAsTheyComeAndGo() async throws {
    try await Client.with(.respond) { client in
      let engine = client.server.current
      var ids: [String] = []
      for _ in 1...5 {
        client.sessionID = nil
        try await client.open(.v2025_11_25)
        ids.append(try #require(client.sessionID))
      }
      for id in ids.prefix(3) { #expect(try await engine.endSession(id, of: .anonymous)) }
      client.sessionID = nil
      try await client.open(.v2025_11_25)
      #expect(try await engine.sessionCounts().stored == SessionCounts(active: 3, total: 6, peak: 5))
      let left = try await engine.sessions(of: .anonymous).map(\.id)
      #expect(Set(left) == Set(ids.suffix(2) + [try #require(client.sessionID)]))
    }
  }
}
