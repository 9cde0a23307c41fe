import JSON
import MCPEngine
import MCPHTTP
import MCPModel
import Testing
import TestSupport

/// A POST of 2026-07-28 and its answer (Streamable HTTP, Sending Messages and Receiving Messages).
@Suite(.timeLimit(.minutes(10))) struct StatelessTests {
  @Test func aRequestThatIsAnsweredAtOnceIsAnsweredInJSON() async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      for _ in 1...3 {
        let answer = try client.ask(LiveHTTP.post(LiveHTTP.call("echo", ["text": "hi"])))
        #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
        #expect(try answer.json["result"]?["structuredContent"]?["text"] == "hi")
        #expect(try answer.json["id"] == 7)
      }
    }
  }

  @Test func oneThatSaysNothingOnTheWayAsWell() async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(LiveHTTP.call("later", ["text": "hi"]))
      #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
    }
  }

  @Test func whatItCausesBeforeComesAsEventsAndTheAnswerLast() async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      try client.send(
        LiveHTTP.post(LiveHTTP.call("steps", ["count": 3], meta: [(MetaKey.progressToken.description, "t")])))
      let (status, headers) = try #require(client.head())
      #expect(status == 200 && headers["content-type"] == "text/event-stream")
      #expect(headers["x-accel-buffering"] == "no" && headers["cache-control"] == "no-cache")
      var events = EventReader(client)
      for step in 1...3 {
        let event = try #require(try events.next())
        #expect(event["method"] == "notifications/progress" && event["params"]?["progress"]?.double == Double(step))
      }
      #expect(try events.next()?["result"]?["resultType"] == "complete")
      #expect(try events.next() == nil)
      #expect(try client.ask(LiveHTTP.post(LiveHTTP.call("echo", ["text": "x"]))).status == 200, "kept alive")
    }
  }

  @Test func aClientThatTakesNoStreamsIsToldNothingOnTheWay() async throws {
    try await LiveHTTP.with { live in
      let message = LiveHTTP.call("steps", ["count": 3], meta: [(MetaKey.progressToken.description, "t")])
      let answer = try live.ask(message, ["Accept": "application/json"])
      #expect(answer.headers["content-type"] == "application/json")
      #expect(try answer.json["result"] != nil)
      let listen = LiveHTTP.request("subscriptions/listen", ["notifications": [:]])
      #expect(try live.ask(listen, ["Accept": "application/*"]).code == -32601)
    }
  }

  @Test func aLongSilenceGetsCommentsUntilTheAnswer() async throws {
    var settings = HTTPServiceSettings()
    settings.keepAliveInterval = .milliseconds(20)
    try await LiveHTTP.with(settings: settings) { live in
      let client = try live.connect()
      try client.send(LiveHTTP.post(LiveHTTP.call("hold", ["key": "a"])))
      let (status, headers) = try #require(client.head())
      #expect(status == 200 && headers["content-type"] == "text/event-stream")
      var comments: [UInt8] = []
      // A chunk has several where the machine is busy.
      while comments.count < 9 { comments += try #require(client.chunk()) }
      #expect(String(decoding: comments, as: UTF8.self) == String(repeating: ":\n\n", count: comments.count / 3))
      live.setup.probe.released.fulfil()
      var events = EventReader(client)
      var last: JSONValue?
      while let event = try events.next() { last = event }
      #expect(last?["result"]?["content"]?[0]?["text"] == "a")
    }
  }

  @Test func leavingCancelsTheRequest() async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      try client.send(LiveHTTP.post(LiveHTTP.call("hold", ["key": "a"])))
      #expect(await live.setup.probe.started.take() == "a")
      client.reset()
      #expect(await live.setup.probe.stopped.take() == "a")
    }
  }

  @Test func aSubscriptionIsAStream() async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      try client.send(
        LiveHTTP.post(LiveHTTP.request("subscriptions/listen", ["notifications": ["toolsListChanged": true]])))
      #expect(client.head()?.status == 200)
      var events = EventReader(client)
      #expect(try events.next()?["method"] == "notifications/subscriptions/acknowledged")
      try live.setup.mcp.add(ToolRegistration(Tool(name: "new"), .immediate { _ in .text("") }))
      let event = try events.next()
      #expect(event?["method"] == "notifications/tools/list_changed")
      #expect(event?["params"]?["_meta"]?[MetaKey.subscriptionID] == 7)
      live.setup.drain.raise()
      #expect(try events.next()?["result"] != nil, "the closing result")
      #expect(try events.next() == nil)
    }
  }

  @Test func aNotificationIsAcceptedWithoutABody() async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(
        ["jsonrpc": "2.0", "method": "notifications/anything"], ["MCP-Protocol-Version": LiveHTTP.revision])
      #expect(answer.status == 202 && answer.body.isEmpty)
    }
  }

  /// Nobody has asked this client anything, and it has opened no session.
  @Test func whatNobodyCanTakeIsRefused() async throws {
    let response: JSONValue = ["jsonrpc": "2.0", "id": 1, "result": [:]]
    let messages: [(JSONValue, String?)] = [
      (response, LiveHTTP.revision), (response, nil), (response.with("error", [:]), nil),
      (["jsonrpc": "2.0", "method": "notifications/anything"], "banana"),
    ]
    try await LiveHTTP.with { live in
      for (message, revision) in messages {
        let answer = try live.ask(message, ["MCP-Protocol-Version": revision])
        #expect(try answer.status == 400 && answer.code == -32600, "\(message)")
      }
    }
  }

  /// The revision is said by each request itself.
  @Test(arguments: ["ping", "tools/list"])
  func aRequestWithoutMetadataIsNotOfTheRevisionInItsHeader(_ method: String) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(
        ["jsonrpc": "2.0", "id": 7, "method": .text(method)], ["MCP-Protocol-Version": LiveHTTP.revision])
      #expect(try answer.status == 400 && answer.code == -32602)
    }
  }

  @Test func aCompressedBodyIsNotTaken() async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(LiveHTTP.call("echo", ["text": "x"]), ["Content-Encoding": "gzip"])
      #expect(answer.status == 415)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let message: JSONValue
    let status: Int
    let code: Int64
    var testDescription: String { message.description }
  }

  static let failures = [
    Case(message: LiveHTTP.request("no/such/method"), status: 404, code: -32601),
    Case(message: LiveHTTP.request("initialize"), status: 404, code: -32601),
    Case(message: LiveHTTP.request("ping"), status: 404, code: -32601),
    Case(message: LiveHTTP.call("no such tool"), status: 200, code: -32602),
    Case(message: LiveHTTP.request("tools/list", meta: [(MetaKey.clientCapabilities.description, 1)]), status: 400, code: -32602),
    Case(message: ["jsonrpc": "2.0", "id": 7, "method": "tools/list"], status: 400, code: -32602),
    Case(message: ["jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": ["_meta": 1]], status: 400, code: -32602),
    Case(
      message: [
        "jsonrpc": "2.0", "id": 7, "method": "tools/list",
        "params": ["_meta": ["io.modelcontextprotocol/protocolVersion": "1999-01-01"]],
      ], status: 400, code: -32022),
    Case(message: ["jsonrpc": "1.0", "id": 7, "method": "tools/list"], status: 400, code: -32600),
  ]

  @Test(arguments: failures)
  func aFailureHasItsStatus(_ failure: Case) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(failure.message)
      #expect(answer.status == failure.status)
      #expect(try answer.code == failure.code)
      #expect(try answer.json["id"] == 7)
    }
  }

  @Test(arguments: ["{", "[]", "1", "{\"jsonrpc\":\"2.0\",\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"])
  func whatIsNoMessageIsABadRequest(_ body: String) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.connect().ask(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
          + body)
      #expect(answer.status == 400)
      #expect(try [-32700, -32600].contains(answer.code))
    }
  }

  @Test func theTypesOfBodiesAreAgreedOn() async throws {
    try await LiveHTTP.with { live in
      let message = LiveHTTP.call("echo", ["text": "x"])
      for type in ["text/plain", nil, "application/jsonp"] {
        let answer = try live.ask(message, ["Content-Type": type])
        #expect(answer.status == 415)
      }
      #expect(try live.ask(message, ["Content-Type": "Application/JSON; charset=utf-8"]).status == 200)
      for accept in ["text/html", "text/event-stream", "application/json;q=0"] {
        #expect(try live.ask(message, ["Accept": accept]).status == 406)
      }
      for accept in [nil, "*/*", "text/html, application/*;q=0.5"] {
        #expect(try live.ask(message, ["Accept": accept]).status == 200)
      }
    }
  }

  /// GET and DELETE belong to sessions of older revisions.
  @Test(arguments: [("GET", "POST"), ("DELETE", "POST"), ("PUT", "GET, POST, DELETE"), ("PATCH", "GET, POST, DELETE")])
  func noOtherMethodIsAllowed(_ method: String, _ allowed: String) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.connect().ask("\(method) /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(answer.status == 405 && answer.headers["allow"] == allowed)
    }
  }

  @Test func anAnswerOverTheLimitIsAnError() async throws {
    var setup = TestServer()
    setup.maxMessageBytes = 4000
    try await LiveHTTP.with(setup) { live in
      let answer = try live.ask(LiveHTTP.call("big", ["bytes": 5000]))
      #expect(try answer.status == 200 && answer.code == -32603)
    }
  }
}
