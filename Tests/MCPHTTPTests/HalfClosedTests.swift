import JSON
import TestSupport
import Testing

/// A client that says all it has to say and then closes its half of the connection waits for its answers.
@Suite(.timeLimit(.minutes(10))) struct HalfClosedTests {
  /// The answers to what is sent before the client closes its half; those that come in between are passed over.
  private static func answers(_ live: LiveHTTP, _ text: String) throws -> [ReceivedResponse] {
    let client = try live.connect()
    try client.send(text)
    client.finishSending()
    var answers: [ReceivedResponse] = []
    while let answer = try client.response() { if answer.status != 100 { answers.append(answer) } }
    return answers
  }

  @Test(arguments: [false, true])
  func itGetsAllAnswers(isBridged: Bool) async throws {
    try await LiveHTTP.with(isBridged: isBridged) { live in
      for path in ["/livez", "/readyz", "/"] {
        #expect(try Self.answers(live, "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n").map(\.status) == [200])
      }
      let list = LiveHTTP.post(LiveHTTP.request("tools/list"))
      #expect(try Self.answers(live, list + list + list).map(\.status) == [200, 200, 200])
      let call = try Self.answers(live, LiveHTTP.post(LiveHTTP.call("later", ["text": "a"])))
      #expect(try call.first?.json["result"]?["content"]?[0]?["text"] == "a")
      let opened = try Self.answers(live, LiveSession.post(LiveSession.initialize("2025-11-25")))
      #expect(opened.first?.headers["mcp-session-id"] != nil)
      let session = try LiveSession(live)
      let pong = try Self.answers(live, session.text(LiveSession.request(1, "ping")))
      #expect(try pong.first?.json["result"] == [:])
      let later = try Self.answers(live, session.text(LiveSession.call(2, "later", ["text": "b"])))
      #expect(try later.first?.json["result"]?["content"]?[0]?["text"] == "b")
    }
  }

  @Test(arguments: [false, true])
  func onlyOneThatHasGoneIsCancelled(isBridged: Bool) async throws {
    try await LiveHTTP.with(isBridged: isBridged) { live in
      let staying = try live.connect()
      try staying.send(LiveHTTP.post(LiveHTTP.call("hold", ["key": "stays"])))
      staying.finishSending()
      #expect(try staying.nextStatus() == 100)
      let leaving = try live.connect()
      try leaving.send(LiveHTTP.post(LiveHTTP.call("hold", ["key": "leaves"])))
      _ = await live.setup.probe.started.take()
      _ = await live.setup.probe.started.take()
      leaving.leave()
      #expect(await live.setup.probe.stopped.take() == "leaves")
      live.setup.probe.released.fulfil()
      #expect(try staying.nextStatus() == 200)
    }
  }
}
