import JSON
import MCPEngine
import MCPHTTP
import MCPModel
import TestSupport
import Testing

/// Streams that go on after their connection (2025-11-25, Transports, Resumability and Redelivery).
@Suite(.timeLimit(.minutes(10))) struct ResumptionTests {
  @Test func aStreamBeginsWithAnEventToComeBackTo() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      var stream = try SessionEvents(session.begin(LiveSession.call(1, "steps", ["count": 1], token: "t")))
      let first = try required(stream.next(), "no event")
      #expect(first.id != nil && first.retry == 1000 && first.message == nil)
      let ids = [try stream.next()?.id, try stream.next()?.id]
      #expect(Set(ids + [first.id]).count == 3, "each id is there once")
      // Older clients would take it for a message.
      let older = try LiveSession(live, "2025-06-18")
      var plain = try SessionEvents(older.begin(LiveSession.call(1, "steps", ["count": 1], token: "t")))
      #expect(try plain.next()?.message?["method"] == "notifications/progress")
    }
  }

  @Test(arguments: ["2025-03-26", "2025-06-18", "2025-11-25"])
  func whoComesBackGetsWhatCameAfter(_ revision: String) async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live, revision)
      var stream = try SessionEvents(session.begin(LiveSession.call(1, "steps", ["count": 3], token: "t")))
      var last = try required(stream.next(), "no event")
      if last.message == nil { last = try required(stream.next(), "no message") }
      #expect(last.message?["params"]?["progress"]?.double == 1)
      stream.client.reset()
      for _ in 1...2 {
        var again = try session.listen(after: last.id)
        #expect(try again.message()?["params"]?["progress"]?.double == 2)
        #expect(try again.message()?["params"]?["progress"]?.double == 3)
        #expect(try again.message()?["id"] == 1)
        #expect(try again.next() == nil)
      }
    }
  }

  @Test func aHandlerLetsGoOfItsConnection() async throws {
    let setup = TestServer { server, probe throws(RegistrationError) in
      try server.add(Tool(name: "long")) { call in
        call.context.releaseConnection()
        _ = await probe.released.wait()
        return .text("done")
      }
    }
    try await LiveHTTP.with(setup) { live in
      let session = try LiveSession(live)
      var stream = try SessionEvents(session.begin(LiveSession.call(1, "long")))
      let first = try required(stream.next(), "no event")
      #expect(first.retry != nil)
      #expect(try stream.next() == nil)
      var again = try session.listen(after: first.id)
      live.setup.probe.released.fulfil()
      #expect(try again.message()?["result"]?["content"]?[0]?["text"] == "done")
      #expect(try again.next() == nil)
      // A client that would not come back is answered where it waits.
      let older = try LiveSession(live, "2025-06-18")
      #expect(try older.send(LiveSession.call(1, "long")).json["result"] != nil)
    }
  }

  @Test func whatIsUnknownOrForgottenCannotBeTakenUp() async throws {
    var settings = HTTPServiceSettings()
    settings.storedEventBytes = 300
    try await LiveHTTP.with(settings: settings) { live in
      let session = try LiveSession(live)
      var stream = try SessionEvents(session.begin(LiveSession.call(1, "steps", ["count": 9], token: "t")))
      let first = try required(stream.next(), "no event")
      while try stream.next() != nil {}
      for id in [first.id ?? "", "0-0", "99-1", "1-99", "x", "-1-1", "1", ""] {
        #expect(try session.begin("GET", ["Last-Event-ID": id]).response()?.status == 400, "\(id)")
      }
    }
  }

  @Test func allSessionsTogetherKeepSoMuch() async throws {
    var settings = HTTPServiceSettings()
    settings.totalStoredEventBytes = 100_000
    try await LiveHTTP.with(settings: settings) { live in
      // Ten progress events of 4 KB each, so that three sessions are too many.
      let token = JSONValue.text(String(repeating: "t", count: 4000))
      var sessions: [(LiveSession, String)] = []
      for _ in 1...3 {
        let session = try LiveSession(live)
        var stream = try SessionEvents(session.begin(LiveSession.call(1, "steps", ["count": 10], token: token)))
        sessions.append((session, try required(stream.next()?.id, "no event")))
        while try stream.next() != nil {}
      }
      for ((session, first), status) in zip(sessions, [400, 200, 200]) {
        #expect(try session.begin("GET", ["Last-Event-ID": first]).head()?.status == status)
      }
      // What was forgotten can be filled again.
      let session = sessions[0].0
      var stream = try SessionEvents(session.begin(LiveSession.call(2, "steps", ["count": 1], token: "t")))
      let first = try required(stream.next()?.id, "no event")
      while try stream.next() != nil {}
      #expect(try session.begin("GET", ["Last-Event-ID": first]).head()?.status == 200)
    }
  }

  @Test func aStandingStreamKeepsWhatComesMeanwhile() async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live)
      var stream = try session.listen()
      let first = try required(stream.next(), "no event")
      stream.client.reset()
      live.setup.mcp.removeTool("echo")
      var again = try session.listen(after: first.id)
      #expect(try again.message()?["method"] == "notifications/tools/list_changed")
    }
  }
}
