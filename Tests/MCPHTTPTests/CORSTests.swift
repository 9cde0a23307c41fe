import JSON
import MCPHTTP
import TestSupport
import Testing

/// What browsers have to be told before they show an answer to a page (Fetch, section 3.2).
@Suite(.timeLimit(.minutes(10))) struct CORSTests {
  private static let message = LiveHTTP.call("echo", ["text": "x"])
  private static let page = "https://app.example"

  private static func withPage(
    _ allowsCORS: Bool = true, _ body: @escaping @Sendable (LiveHTTP) async throws -> Void
  ) async throws {
    var settings = HTTPServiceSettings()
    settings.allowedOrigins = [page]
    settings.allowsCORS = allowsCORS
    try await LiveHTTP.with(settings: settings, body)
  }

  @Test func isOffUnlessItIsAskedFor() async throws {
    try await Self.withPage(false) { live in
      let answer = try live.ask(Self.message, ["Origin": Self.page])
      #expect(answer.status == 200)
      #expect(answer.headers.keys.allSatisfy { !$0.hasPrefix("access-control") && $0 != "vary" })
    }
  }

  @Test func answersSayWhoMayReadThem() async throws {
    try await Self.withPage { live in
      let answer = try live.ask(Self.message, ["Origin": Self.page])
      #expect(answer.status == 200)
      #expect(answer.headers["access-control-allow-origin"] == Self.page)
      #expect(answer.headers["access-control-expose-headers"]?.contains("Mcp-Session-Id") == true)
      #expect(answer.headers["access-control-allow-credentials"] == nil)
      #expect(answer.headers["vary"] == "Origin")
    }
  }

  @Test(arguments: [nil, "http://localhost:3000"])
  func whoWasNotNamedMayNot(origin: String?) async throws {
    try await Self.withPage { live in
      let answer = try live.ask(Self.message, ["Origin": origin])
      #expect(answer.status == 200)
      #expect(answer.headers["access-control-allow-origin"] == nil)
      #expect(answer.headers["vary"] == "Origin")
    }
  }

  @Test func aStrangerIsRefusedAsEver() async throws {
    try await Self.withPage { live in
      let client = try live.connect()
      let preflight = "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
      let answer = try client.ask(preflight + "Access-Control-Request-Method: POST\r\n\r\n")
      #expect(answer.status == 403)
      #expect(answer.headers["access-control-allow-origin"] == nil)
    }
  }

  @Test func aPreflightIsToldWhatMayBeSent() async throws {
    try await Self.withPage { live in
      let client = try live.connect()
      let answer = try client.ask(
        "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: \(Self.page)\r\nAccess-Control-Request-Method: POST\r\n"
          + "Access-Control-Request-Headers: content-type,mcp-method, Mcp-Name,mcp-param-region,x-other,last-event-id,"
          + "mcp-session-id,mcp-protocol-version,mcp-param-(bad)\r\n\r\n")
      #expect(answer.status == 204)
      #expect(answer.headers["access-control-allow-origin"] == Self.page)
      #expect(answer.headers["access-control-allow-methods"] == "GET, POST, DELETE")
      #expect(
        answer.headers["access-control-allow-headers"]
          == "content-type, mcp-method, mcp-name, mcp-param-region, last-event-id, mcp-session-id, "
          + "mcp-protocol-version")
      // The connection goes on.
      #expect(try client.status("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n") == 200)
    }
  }
}
