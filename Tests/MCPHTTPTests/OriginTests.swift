import JSON
import MCPHTTP
import Testing
import TestSupport

/// Requests of web pages (2026-07-28, Streamable HTTP, Security).
@Suite(.timeLimit(.minutes(10))) struct OriginTests {
  private static let message = LiveHTTP.call("echo", ["text": "x"])

  @Test(arguments: [
    ["Host": "evil.example.com"], ["Host": "evil.example.com:80"], ["Host": "localhost.evil.example"],
    ["Host": "127.0.0.1.evil.example"], ["Host": "evil.example", "Origin": "http://evil.example"],
    ["Origin": "http://evil.example.com"], ["Origin": "null"], ["Origin": "http://localhost.evil.example"],
    ["Origin": "file://localhost"], ["Origin": ""], ["Origin": "https://evil.example#.localhost"],
    ["Origin": "https://evil.example/.localhost"], ["Origin": "https://x@localhost"],
    ["Origin": "http://[::1].evil.example"], ["Origin": "http://localhost:80:evil.example"],
    ["Host": "[evil.example]"], ["Host": "[]"], ["Host": "evil.example:"],
  ] as [[String: String?]])
  func ofStrangersAreRefused(_ headers: [String: String?]) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(Self.message, headers)
      #expect(answer.status == 403)
      #expect(live.setup.probe.calls == 0)
    }
  }

  @Test(arguments: [
    "[::1]evil.example", "[evil.example", "[]evil", "localhost:abc", "localhost:1:2", "::1", "local/host", "a@localhost",
  ])
  func aHostThatIsNoneIsABadRequest(_ host: String) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(Self.message, ["Host": host])
      #expect(answer.status == 400)
      #expect(live.setup.probe.calls == 0)
    }
  }

  @Test(arguments: ["http://evil.example\u{ff}", "\u{ff}", "http://localhost\u{ff}"])
  func anOriginThatIsNotUTF8IsAStrangers(_ origin: String) async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      try client.send(latin1: LiveHTTP.post(Self.message, ["Origin": origin]))
      #expect(try client.response()?.status == 403)
    }
  }

  @Test(arguments: [
    ["Host": "localhost:8080", "Origin": "http://localhost:3000"], ["Host": "127.0.0.1", "Origin": "https://127.0.0.1"],
    ["Host": "[::1]:80", "Origin": "http://[::1]:80"], ["Host": "LOCALHOST"], ["Host": "app.localhost:1"],
    ["Host": "192.0.2.1:80", "Origin": "http://192.0.2.1:80"], ["Host": "mcp.example:443"],
    ["Origin": "https://app.example"],
  ] as [[String: String?]])
  func ofThisMachineAndOfThoseThatWereNamedAreServed(_ headers: [String: String?]) async throws {
    var settings = HTTPServiceSettings()
    settings.allowedHosts = ["mcp.example"]
    settings.allowedOrigins = ["https://app.example"]
    try await LiveHTTP.with(settings: settings) { live in
      let answer = try live.ask(Self.message, headers)
      #expect(answer.status == 200)
    }
  }

  @Test func aWebSocketIsNoWayAround() async throws {
    try await LiveHTTP.with { live in
      let handshake = WebSocketClient.handshake(path: "/ws", fields: "Origin: http://evil.example\r\n")
      let answer = try live.connect().ask(handshake)
      #expect(answer.status == 403)
    }
  }
}
