import JSON
import MCPEngine
import MCPHTTP
import MCPModel
import TestSupport
import Testing

/// What a session is answered that takes no more.
@Suite(.timeLimit(.minutes(10))) struct SessionEndTests {
  @Test(arguments: [false, true])
  func aSessionEndedByWhoeverOperatesTheServerIsUnknown(isBridged: Bool) async throws {
    try await LiveHTTP.with(isBridged: isBridged) { live in
      let session = try LiveSession(live)
      var stream = try session.listen()
      let engine = live.setup.current
      let id = try #require(try await engine.sessions(of: .anonymous).first?.id)
      #expect(try await engine.endSession(id, of: .anonymous))
      // Behind a bridge that takes its way.
      while try stream.next() != nil {}
      #expect(try session.send(LiveSession.request(1, "tools/list")).status == 404)
      #expect(try session.send(["jsonrpc": "2.0", "method": "notifications/initialized"]).status == 404)
      #expect(try session.begin("GET").response()?.status == 404)
      #expect(try await engine.sessions(of: .anonymous).isEmpty)
      _ = try LiveSession(live)
      #expect(try await engine.sessions(of: .anonymous).count == 1)
    }
  }

  /// Each request has an answer, also where the client itself has ended the session.
  @Test(arguments: ["application/json", "application/json, text/event-stream"])
  func whoWaitsForAnAnswerIsToldThatTheSessionHasEnded(_ accepted: String) async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      let client = try live.connect()
      try client.send(session.text(LiveSession.call(5, "hold", ["key": "a"]), ["Accept": accepted]))
      #expect(await live.setup.probe.started.take() == "a")
      #expect(try session.begin("DELETE").response()?.status == 204)
      let answer = try required(client.response(), "no answer")
      #expect(try answer.status == 404 && answer.json["id"] == 5 && answer.json["error"] != nil)
      #expect(await live.setup.probe.stopped.take() == "a")
    }
  }

  @Test func aCancelledRequestOfAClientWithoutStreamsIsJustOver() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      let client = try live.connect()
      try client.send(session.text(LiveSession.call(5, "hold", ["key": "a"]), ["Accept": "application/json"]))
      #expect(await live.setup.probe.started.take() == "a")
      let cancel: JSONValue = ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": 5]]
      #expect(try session.send(cancel).status == 202)
      let answer = try required(client.response(), "no answer")
      #expect(answer.status == 202 && answer.body.isEmpty)
    }
  }

  @Test func aSessionTakesNoMoreMessagesThanMayWait() async throws {
    var settings = HTTPServiceSettings()
    settings.maxWaitingMessages = 0
    try await LiveHTTP.with(settings: settings) { live in
      let opened = try live.connect().ask(LiveSession.post(LiveSession.initialize("2025-11-25")))
      let id = try required(opened.headers["mcp-session-id"], "no session")
      for message in [LiveSession.request(1, "ping"), ["jsonrpc": "2.0", "method": "notifications/initialized"]] {
        let answer = try live.connect().ask(LiveSession.post(message, ["Mcp-Session-Id": id]))
        #expect(answer.status == 503)
      }
    }
  }

  @Test func aHandlerSeesItsClientAsOverGRPC() async throws {
    var setup = TestServer()
    setup.addition = { server, _ throws(RegistrationError) in
      try server.add(ToolRegistration(Tool(name: "peer"), .immediate { .text($0.context.peer) }))
    }
    try await LiveHTTP.with(setup) { live in
      let answer = try LiveSession(live).send(LiveSession.call(1, "peer"))
      #expect(try answer.json["result"]?["content"]?[0]?["text"]?.string?.hasPrefix("ipv4:127.0.0.1:") == true)
    }
  }
}
