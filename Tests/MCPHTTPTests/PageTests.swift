import MCPEngine
import MCPHTTP
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10))) struct PageTests {
  private static func get(_ live: LiveHTTP, _ path: String, _ method: String = "GET") throws -> ReceivedResponse {
    let client = try live.connect()
    try client.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return try #require(try client.response(toHead: method == "HEAD"))
  }

  @Test func probesAreAnswered() async throws {
    try await LiveHTTP.with { live in
      for path in ["/livez", "/readyz", "/healthz"] {
        let answer = try Self.get(live, path)
        #expect(answer.status == 200)
        #expect(try Self.get(live, path, "HEAD").status == 200)
        #expect(try Self.get(live, path, "DELETE").status == 405)
      }
      live.setup.drain.raise()
      #expect(try Self.get(live, "/livez").status == 200)
      #expect(try Self.get(live, "/readyz").status == 503)
      #expect(try Self.get(live, "/healthz").status == 503)
    }
  }

  @Test func theIndexSaysWhatTheServerIsAndRunsNothing() async throws {
    let page = IndexPage(
      title: "<Tools & more>", version: "1.2", revisions: ["2026-07-28"], tools: [.init("echo", "\"<script>\"")])
    var settings = HTTPServiceSettings()
    settings.index = { page }
    try await LiveHTTP.with(settings: settings) { live in
      let answer = try Self.get(live, "/")
      #expect(answer.status == 200 && answer.headers["content-type"] == "text/html; charset=utf-8")
      #expect(answer.headers["content-security-policy"] == "default-src 'none'")
      #expect(answer.text.contains("&lt;Tools &amp; more&gt; 1.2") && answer.text.contains("&quot;&lt;script&gt;&quot;"))
      #expect(!answer.text.contains("<script") && !answer.text.contains("/sse"))
    }
    settings.offersSSE = true
    try await LiveHTTP.with(settings: settings) { live in
      let answer = try Self.get(live, "/")
      #expect(answer.text.contains("<code>/sse</code>"))
    }
  }

  @Test func probesNeedNoHost() async throws {
    try await LiveHTTP.with { live in
      for path in ["/livez", "/readyz", "/healthz"] {
        let status = try live.connect().status("GET \(path) HTTP/1.0\r\n\r\n")
        let ofPage = try live.connect().status("GET \(path) HTTP/1.0\r\nOrigin: http://evil.example\r\n\r\n")
        #expect(status == 200 && ofPage == 403)
      }
      for path in ["/", "/mcp"] {
        let status = try live.connect().status("GET \(path) HTTP/1.0\r\n\r\n")
        #expect(status == 403)
      }
    }
  }

  @Test func otherPathsAreNotThere() async throws {
    try await LiveHTTP.with { live in
      for path in ["/mcp/", "/x", "/mcp%20", "/../mcp"] {
        let answer = try Self.get(live, path)
        #expect(answer.status == 404)
      }
    }
  }
}
