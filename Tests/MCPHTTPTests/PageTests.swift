import CoreHTTP
import JSON
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

  @Test func probesAreAnsweredWhileRequestsEnd() async throws {
    try await LiveHTTP.with { live in
      let idle = try live.connect()
      #expect(try idle.status("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n") == 200)
      let busy = try live.connect()
      let call = LiveHTTP.request("tools/call", ["name": "hold", "arguments": ["key": "a"]])
      try busy.send(LiveHTTP.post(call))
      #expect(await live.setup.probe.started.take() == "a")
      live.setup.drain.raise()
      live.server.beginGracefulShutdown(drain: .seconds(3600))
      // It begins soon.
      while try !Self.get(live, "/livez").closes {}
      for (path, status) in [("/livez", 200), ("/readyz", 503), ("/healthz", 503), ("/", 503), ("/mcp", 503)] {
        let answer = try Self.get(live, path)
        #expect(answer.status == status && answer.closes)
      }
      let answer = try idle.ask(LiveHTTP.post(LiveHTTP.request("tools/list")))
      #expect(answer.status == 503 && answer.closes)
      live.setup.probe.released.fulfil()
      #expect(try busy.nextStatus() == 200)
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
