import JSON
import MCPHTTP
import TestSupport
import Testing

/// The transport that Streamable HTTP replaced (2024-11-05, Transports, HTTP with SSE).
@Suite(.timeLimit(.minutes(10))) struct SSETests {
  private static func with(_ body: @escaping @Sendable (LiveHTTP) async throws -> Void) async throws {
    var settings = HTTPServiceSettings()
    settings.offersSSE = true
    try await LiveHTTP.with(settings: settings, body)
  }

  /// Opens the stream; answers it and the request line for what the client says.
  private static func open(_ live: LiveHTTP) throws -> (client: RawClient, endpoint: String) {
    let client = try live.connect()
    try client.send("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
    let (status, _) = try required(client.head(), "no answer")
    guard status == 200 else { throw TestFailure("\(status)") }
    let first = String(decoding: client.chunk() ?? [], as: UTF8.self)
    guard first.hasPrefix("event: endpoint\ndata: /") else { throw TestFailure(first) }
    return (client, String(first.split(separator: "\n")[1].dropFirst(6)))
  }

  private static func say(_ message: JSONValue, to endpoint: String, _ live: LiveHTTP) throws -> Int {
    let post = LiveSession.post(message).replacing("POST /mcp ", with: "POST \(endpoint) ")
    return try live.connect().ask(post).status
  }

  @Test func allThatTheClientIsToldComesOnOneStream() async throws {
    try await Self.with { live in
      let (client, endpoint) = try Self.open(live)
      var events = EventReader(client)
      #expect(try Self.say(LiveSession.initialize("2024-11-05"), to: endpoint, live) == 202)
      #expect(try events.next()?["result"]?["protocolVersion"] == "2024-11-05")
      #expect(try Self.say(["jsonrpc": "2.0", "method": "notifications/initialized"], to: endpoint, live) == 202)
      #expect(try Self.say(LiveSession.call(1, "steps", ["count": 1], token: "t"), to: endpoint, live) == 202)
      #expect(try events.next()?["method"] == "notifications/progress")
      #expect(try events.next()?["id"] == 1)
    }
  }

  @Test func leavingEndsTheSession() async throws {
    try await Self.with { live in
      let (client, endpoint) = try Self.open(live)
      var events = EventReader(client)
      _ = try Self.say(LiveSession.initialize("2024-11-05"), to: endpoint, live)
      _ = try events.next()
      #expect(try Self.say(LiveSession.call(1, "hold", ["key": "a"]), to: endpoint, live) == 202)
      #expect(await live.setup.probe.started.take() == "a")
      client.reset()
      #expect(await live.setup.probe.stopped.take() == "a")
      while try Self.say(LiveSession.request(2, "ping"), to: endpoint, live) == 202 { await Task.yield() }
      #expect(try Self.say(LiveSession.request(2, "ping"), to: endpoint, live) == 404)
    }
  }

  @Test func itsSessionsAndThoseOfStreamableHTTPAreApart() async throws {
    try await Self.with { live in
      let (client, endpoint) = try Self.open(live)
      _ = client
      let id = String(endpoint.split(separator: "=")[1])
      let post = LiveSession.post(LiveSession.request(1, "ping"), ["Mcp-Session-Id": id])
      #expect(try live.connect().ask(post).status == 404)
      let session = try LiveSession(live)
      #expect(try Self.say(LiveSession.request(1, "ping"), to: "/sse?session=\(session.id)", live) == 404)
      #expect(try Self.say(LiveSession.request(1, "ping"), to: "/sse", live) == 404)
    }
  }

  @Test func itIsNotThereUnlessAskedFor() async throws {
    try await LiveHTTP.with { live in
      let answer = try live.connect().ask("GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(answer.status == 404)
    }
  }
}
