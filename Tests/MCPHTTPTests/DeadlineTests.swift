import JSON
import MCPEngine
import MCPHTTP
import MCPModel
import TestSupport
import Testing

/// `Grpc-Timeout` (gRPC over HTTP/2, Requests, Timeout), as gateways to gRPC take it.
@Suite(.timeLimit(.minutes(10))) struct DeadlineTests {
  private static func server() -> TestServer {
    var setup = TestServer()
    setup.addition = { server, _ throws(RegistrationError) in
      try server.add(Tool(name: "deadline")) { call in
        guard let deadline = call.context.deadline else { return .text("none") }
        return .text(deadline > .now + .seconds(1800) ? "far" : "near")
      }
    }
    return setup
  }

  @Test(arguments: [nil, "1H", "99999999H", "60M", "3600S", "3600000m", "60S", "99999999u", "99999999n"])
  func reachesTheHandler(_ timeout: String?) async throws {
    try await LiveHTTP.with(Self.server()) { live in
      let said = timeout.map { ["1H", "99999999H", "60M", "3600S", "3600000m"].contains($0) ? "far" : "near" } ?? "none"
      // It may pass before the answer.
      let mayPass = timeout?.hasSuffix("n") == true
      let answer = try live.ask(LiveHTTP.call("deadline"), ["Grpc-Timeout": timeout])
      let text = try answer.json["result"]?["content"]?[0]?["text"]
      #expect(answer.status == 200 && text == .text(said) || mayPass, "\(answer.text)")
      let session = try LiveSession(live)
      let other = try session.send(LiveSession.call(1, "deadline"), timeout.map { ["Grpc-Timeout": $0] } ?? [:])
      let heard = try other.json["result"]?["content"]?[0]?["text"]
      #expect(other.status == 200 && heard == .text(said) || mayPass, "\(other.text)")
    }
  }

  @Test(arguments: ["", "1", "S", "0S", "-1S", "+1S", "1.5S", "1 S", "123456789S", "1s", "1h", "1Sm", "0x1S", "１S", "1S, 1S"])
  func isRefusedWhereItIsNone(_ timeout: String) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(LiveHTTP.call("echo", ["text": "x"]), ["Grpc-Timeout": timeout])
      #expect(answer.status == 400)
      #expect(try answer.code == -32600)
      #expect(try answer.json["id"] == 7)
      #expect(try live.ask(["jsonrpc": "2.0", "method": "notifications/x"], ["Grpc-Timeout": timeout]).status == 400)
      let session = try LiveSession(live)
      #expect(try session.send(LiveSession.request(1, "ping"), ["Grpc-Timeout": timeout]).status == 400)
      #expect(live.setup.probe.calls == 0)
    }
  }

  @Test func cancelsARequestAndSaysSo() async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(LiveHTTP.call("hold", ["key": "a"]), ["Grpc-Timeout": "50m"])
      #expect(answer.status == 200)
      #expect(try answer.code == -32603)
      #expect(try answer.json["id"] == 7)
      #expect(try answer.json["error"]?["data"] == ["grpcStatus": 4])
      // Where it had no time to begin, nothing had to stop.
      while live.setup.probe.started.count > 0 {
        #expect(await live.setup.probe.started.take() == "a")
        #expect(await live.setup.probe.stopped.take() == "a")
      }
    }
  }

  @Test(arguments: SessionTests.revisions) func cancelsARequestOfASessionAndSaysSo(_ revision: String) async throws {
    try await LiveHTTP.with { live in
      let session = try LiveSession(live, revision)
      let answer = try session.send(LiveSession.call(1, "hold", ["key": "a"]), ["Grpc-Timeout": "50m"])
      #expect(answer.status == 200)
      #expect(try answer.code == -32603)
      #expect(try answer.json["id"] == 1)
      #expect(try answer.json["error"]?["data"] == ["grpcStatus": 4])
      // The id is free, and others have no deadline.
      let next = try session.begin(LiveSession.call(1, "hold", ["key": "b"]))
      live.setup.probe.released.fulfil()
      #expect(try next.response()?.json["result"] != nil)
    }
  }

  @Test func isToldOfThoughTheHandlerDoesNotHeedIt() async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      try client.send(LiveHTTP.post(LiveHTTP.call("block", ["key": "a"]), ["Grpc-Timeout": "50m"]))
      let session = try LiveSession(live)
      let answer = try session.send(LiveSession.call(1, "block", ["key": "b"]), ["Grpc-Timeout": "50m"])
      #expect(try answer.json["error"]?["data"] == ["grpcStatus": 4])
      #expect(try client.response()?.json["error"]?["data"] == ["grpcStatus": 4])
      live.setup.probe.unblocked.open()
    }
  }

  @Test func endsASubscriptionThatWantsOne() async throws {
    try await LiveHTTP.with { live in
      let listen = LiveHTTP.request("subscriptions/listen", ["notifications": [:]])
      let answer = try live.ask(listen, ["Grpc-Timeout": "1S"])
      #expect(answer.status == 200 && answer.text.contains(#""grpcStatus":4"#), "\(answer.text)")
    }
  }
}
