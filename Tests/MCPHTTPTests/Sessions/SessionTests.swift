import CoreHTTP
import JSON
import MCPEngine
import MCPHTTP
import MCPModel
import TestSupport
import Testing

/// Legacy sessions over Streamable HTTP (2025-11-25, Transports, Session Management).
@Suite(.timeLimit(.minutes(10))) struct SessionTests {
  static let revisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]

  @Test(arguments: revisions) func aSessionIsOpenedUsedAndEnded(_ revision: String) async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live, revision)
      #expect(session.id.utf8.allSatisfy { (0x21...0x7E).contains($0) })
      for id in 1...3 {
        let answer = try session.send(LiveSession.call(.number(Int64(id)), "echo", ["text": "hi"]))
        #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
        #expect(try answer.json["id"]?.int == Int64(id))
      }
      #expect(try session.begin("DELETE").response()?.status == 204)
      #expect(try session.send(LiveSession.request(4, "tools/list")).status == 404)
      #expect(try session.begin("DELETE").response()?.status == 404)
      #expect(try session.begin("GET").response()?.status == 404)
    }
  }

  @Test func whatCannotOpenASessionOpensNone() async throws {
    try await LiveHTTP.with { live in
      let refused = try live.connect().ask(
        LiveSession.post(["jsonrpc": "2.0", "id": 0, "method": "initialize", "params": ["protocolVersion": 7]]))
      #expect(refused.headers["mcp-session-id"] == nil)
      #expect(try refused.code == -32602)
      let other = try live.connect().ask(LiveSession.post(LiveSession.request(1, "tools/list")))
      #expect(other.status == 400)
      #expect(try live.connect().ask(LiveSession.post(LiveSession.request(1, "ping"))).status == 200)
    }
  }

  @Test func aHeaderThatDiffersFromTheRevisionIsRefused() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live, "2025-06-18")
      for version in ["2025-11-25", "1999-01-01"] {
        let answer = try session.send(LiveSession.request(1, "tools/list"), ["MCP-Protocol-Version": version])
        #expect(answer.status == 400)
        #expect(try session.begin("GET", ["MCP-Protocol-Version": version]).response()?.status == 400)
        #expect(try session.begin("DELETE", ["MCP-Protocol-Version": version]).response()?.status == 400)
      }
      let twice = try session.send(
        LiveSession.request(1, "tools/list"), ["MCP-Protocol-Version": "2025-06-18\r\nMCP-Protocol-Version: 2025-11-25"])
      #expect(twice.status == 400)
      #expect(try session.send(LiveSession.request(1, "tools/list")).status == 200, "the session goes on")
      let stateless = ["MCP-Protocol-Version": "2026-07-28"]
      #expect(try session.begin("GET", stateless).response()?.status == 405)
      #expect(try session.begin("DELETE", stateless).response()?.status == 405)
    }
  }

  @Test func aHeaderThatNamesNoRevisionOpensNoSession() async throws {
    try await LiveHTTP.with { live in
      let message = LiveSession.post(LiveSession.initialize("2025-11-25"), ["MCP-Protocol-Version": "1999-01-01"])
      let answer = try live.connect().ask(message)
      #expect(answer.status == 400)
      let ping = LiveSession.post(LiveSession.request(1, "ping"), ["MCP-Protocol-Version": "banana"])
      #expect(try live.connect().ask(ping).status == 400)
    }
  }

  /// Clients give their session up at another status than that of an answer.
  @Test(arguments: [
    LiveSession.request(1, "unknown/method"), LiveSession.call(1, "unknown"), LiveSession.request(1, "tools/call"),
    LiveSession.call(1, "ask"), LiveSession.request(1, "tools/list", ["_meta": 7]), LiveSession.initialize("2025-11-25"),
  ])
  func anErrorIsAnAnswer(_ message: JSONValue) async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      let answer = try session.send(message, ["Accept": "application/json"])
      #expect(try answer.status == 200 && answer.json["error"] != nil)
      #expect(try session.send(LiveSession.request(2, "tools/list")).status == 200, "the session goes on")
    }
  }

  @Test func whatARequestCausesComesOnItsOwnStream() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      var standing = try session.listen()
      #expect(try standing.next()?.message == nil)
      var streams = try (1...3).map {
        try SessionEvents(session.begin(LiveSession.call(.number($0), "steps", ["count": 2], token: .number($0))))
      }
      for index in streams.indices {
        for step in 1...2 {
          let params = try streams[index].message()?["params"]
          #expect(params?["progressToken"]?.int == Int64(index + 1) && params?["progress"]?.double == Double(step))
        }
        #expect(try streams[index].message()?["id"]?.int == Int64(index + 1))
        #expect(try streams[index].next() == nil)
      }
    }
  }

  @Test func aQuestionIsAnsweredByAPostOfItsOwn() async throws {
    let setup = TestServer { server, probe throws(RegistrationError) in try TestQuestions.add(to: server, probe) }
    try await LiveHTTP.with(setup) { live in
      let session = try LiveSession(live, capabilities: ["elicitation": [:]])
      var stream = try SessionEvents(session.begin(LiveSession.call(1, "ask", ["script": "form:a"])))
      let question = try required(stream.message(), "no question")
      #expect(question["method"] == "elicitation/create")
      let answer: JSONValue = [
        "jsonrpc": "2.0", "id": question["id"] ?? nil,
        "result": ["action": "accept", "content": ["answer": "yes"]],
      ]
      #expect(try session.send(answer).status == 202)
      #expect(try stream.message()?["result"]?["content"]?[0]?["text"] == "a=yes")
    }
  }

  @Test func leavingCancelsNothingAndANotificationDoes() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      try session.begin(LiveSession.call(1, "hold", ["key": "a"])).reset()
      #expect(await live.setup.probe.started.take() == "a")
      let second = try session.begin(LiveSession.call(2, "hold", ["key": "b"]))
      #expect(await live.setup.probe.started.take() == "b")
      let cancel: JSONValue = ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": 2]]
      #expect(try session.send(cancel).status == 202)
      #expect(await live.setup.probe.stopped.take() == "b")
      #expect(try second.response()?.body == [], "a cancelled request has no answer")
      // The first goes on, so its id is taken.
      let again = try session.send(LiveSession.call(1, "echo", ["text": "x"]))
      #expect(again.status == 200)
      #expect(try again.code == -32600)
      #expect(try session.begin("DELETE").response()?.status == 204)
      #expect(await live.setup.probe.stopped.take() == "a")
    }
  }

  @Test func changesComeOnTheStreamOfAGet() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      var old = try session.listen()
      var events = try session.listen()
      live.setup.mcp.removeTool("echo")
      #expect(try events.message()?["method"] == "notifications/tools/list_changed")
      while let event = try old.next() { #expect(event.message == nil, "the newer stream replaces the older") }
    }
  }

  @Test func tooManySessionsEndTheOneThatIsIdleLongest() async throws {
    var settings = HTTPServiceSettings()
    settings.maxSessions = 2
    try await LiveHTTP.with(settings: settings) { live in
      let sessions = [try LiveSession(live), try LiveSession(live)]
      #expect(try sessions[0].send(LiveSession.request(1, "ping")).status == 200)
      let third = try LiveSession(live)
      #expect(try sessions[1].send(LiveSession.request(1, "ping")).status == 404)
      #expect(try sessions[0].send(LiveSession.request(2, "ping")).status == 200)
      #expect(try third.send(LiveSession.request(1, "ping")).status == 200)
    }
  }

  @Test func whoIsUsedInBetweenStays() async throws {
    var settings = HTTPServiceSettings()
    settings.maxSessions = 3
    try await LiveHTTP.with(settings: settings) { live in
      let sessions = [try LiveSession(live), try LiveSession(live), try LiveSession(live)]
      _ = try sessions[0].send(LiveSession.request(1, "ping"))
      let fourth = try LiveSession(live)
      _ = try sessions[2].send(LiveSession.request(1, "ping"))
      let fifth = try LiveSession(live)
      let statuses = try (sessions + [fourth, fifth]).map { try $0.send(LiveSession.request(2, "ping")).status }
      #expect(statuses == [404, 404, 200, 200, 200])
    }
  }

  @Test func aSessionThatNobodyUsesEnds() async throws {
    var settings = HTTPServiceSettings()
    settings.sessionIdleLifetime = .zero
    settings.keepAliveInterval = .milliseconds(5)
    try await LiveHTTP.with(settings: settings) { live in
      let opened = try live.connect().ask(LiveSession.post(LiveSession.initialize("2025-11-25")))
      let ping = LiveSession.post(
        LiveSession.request(1, "ping"), ["Mcp-Session-Id": try required(opened.headers["mcp-session-id"], "no session")])
      while try live.connect().ask(ping).status == 200 { await Task.yield() }
      #expect(try live.connect().ask(ping).status == 404)
    }
  }

  @Test func aDrainAnswersWhatIsInFlight() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      var standing = try session.listen()
      let held = try session.begin(LiveSession.call(1, "hold", ["key": "a"]))
      #expect(await live.setup.probe.started.take() == "a")
      live.setup.drain.raise()
      live.server.beginGracefulShutdown(drain: .seconds(60))
      while try standing.next() != nil {}
      live.setup.probe.released.fulfil()
      #expect(try held.response()?.json["result"] != nil)
    }
  }
}
