import CoreHTTP
import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// What a session is answered by the engine in this process, and behind a bridge.
@Suite(.timeLimit(.minutes(10))) struct BridgedSessionTests {
  private static let ping = LiveSession.request(2, "ping")

  @Test(arguments: [false, true])
  func aBatchIsAnsweredAsOne(isBridged: Bool) async throws {
    try await LiveHTTP.with(isBridged: isBridged) { live in
      let session = try LiveSession(live, "2025-03-26")
      let echo = LiveSession.call(1, "later", ["text": "x"])
      let batch: JSONValue = [echo, Self.ping, ["jsonrpc": "2.0", "method": "notifications/x"]]
      for changes in [[:], ["Accept": "application/json"]] {
        let answers = try session.send(batch, changes).json
        #expect(answers.elements.compactMap { $0["id"]?.int }.sorted() == [1, 2])
      }
      #expect(try session.send([["jsonrpc": "2.0", "method": "notifications/x"]]).status == 202)
      #expect(try session.send([Self.ping]).json[0]?["id"] == 2, "of one too")
      let again = try session.send([LiveSession.initialize("2025-03-26")])
      #expect(try again.status == 200 && again.json[0]?["error"]?["code"] == -32600)
      let newer = try LiveSession(live, "2025-06-18")
      #expect(try newer.send([Self.ping]).status == 400)
    }
  }

  @Test(arguments: [false, true])
  func aBatchOfWhatIsNoRequestIsAnsweredToo(isBridged: Bool) async throws {
    try await LiveHTTP.with(isBridged: isBridged) { live in
      let session = try LiveSession(live, "2025-03-26")
      for _ in 1...2 {
        let empty = try session.send([])
        #expect(try empty.code == -32600 && empty.json["id"] == nil)
        let wrong = try session.send([7, 8])
        #expect(try wrong.status == 200 && wrong.json.elements.map { $0["error"]?["code"] } == [-32600, -32600])
      }
      let answers = try Array(session.send([7, Self.ping]).json.elements)
      #expect(answers.map { $0["id"]?.int } == [nil, 2] && answers[0]["error"]?["code"] == -32600)
      #expect(try session.send([["jsonrpc": "2.0", "id": 1]]).json[0]?["error"]?["code"] == -32600)
      let cancel: JSONValue = ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": 1]]
      let left = try session.send([LiveSession.call(1, "hold", ["key": "a"]), Self.ping, cancel])
      #expect(try left.json.elements.compactMap { $0["id"]?.int } == [2])
      #expect(try session.send([LiveSession.call(1, "hold", ["key": "a"]), cancel]).body == [])
    }
  }

  @Test(arguments: [false, true])
  func aClientThatCanBeAskedNothingIsToldSo(isBridged: Bool) async throws {
    let setup = TestServer { server, probe throws(RegistrationError) in try TestQuestions.add(to: server, probe) }
    try await LiveHTTP.with(setup, isBridged: isBridged) { live in
      let session = try LiveSession(live, capabilities: ["elicitation": [:]])
      let call = LiveSession.call(1, "ask", ["script": "form:a"])
      let answer = try session.send(call, ["Accept": "application/json"])
      #expect(try answer.status == 200 && answer.code == -32603)
      #expect(try answer.json["error"]?["message"] == "This connection cannot carry a question to the client")
      #expect(try session.send(Self.ping).json["result"] == [:])
    }
  }

  /// Who ends it has not cancelled the request in so many words, and is not left without an answer.
  @Test func aRequestOfASessionThatIsEndedIsAnsweredTheSame() async throws {
    let ends = Inbox<String>()
    for isBridged in [false, true] {
      try await LiveHTTP.with(isBridged: isBridged) { live in
        let session = try LiveSession(live)
        let running = try session.begin(LiveSession.call(1, "hold", ["key": "a"]))
        #expect(await live.setup.probe.started.take() == "a")
        #expect(try session.begin("DELETE").response()?.status == 204)
        #expect(await live.setup.probe.stopped.take() == "a")
        let answer = try required(running.response(), "no answer")
        ends.put("\(answer.status) \(answer.headers["content-type"] ?? "") \(answer.text)")
      }
    }
    let direct = await ends.take()
    #expect(await ends.take() == direct)
  }
}
