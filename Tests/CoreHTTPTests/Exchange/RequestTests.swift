import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A request")
struct RequestTests {
  @Test("arrives with its method, target, host, fields and body")
  func parts() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      let answer = try client.ask(
        "POST /a/b?x=1&y=%20 HTTP/1.1\r\nHost: example.org:80\r\nX-One:  two words \r\nX-Empty:\r\nContent-Length: 5\r\n\r\nhello")
      #expect(answer.status == 200)
      #expect(
        answer.text == """
          POST /a/b ?x=1&y=%20 @example.org:80
          host=example.org:80
          x-one=two words
          x-empty=
          content-length=5
          hello
          """)
    }
  }

  @Test("may have an absolute target, which names the host (RFC 9112, 3.2.2)")
  func absoluteTarget() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      for (target, seen) in [
        ("http://other.test/a?b", "GET /a ?b @other.test"), ("HTTPS://other.test", "GET / ? @other.test"),
        ("http://other.test?q", "GET / ?q @other.test"), ("//double", "GET //double ? @h"),
      ] {
        let answer = try client.ask("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answer.text.hasPrefix(seen + "\n"), "\(target)")
      }
    }
  }

  @Test("may have a body in chunks, with extensions and trailers, in pieces of any size", arguments: [1, 7, 1000])
  func chunked(piece: Int) async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      let request =
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5;a=b\r\nhello\r\n1 ; c=\"d\"\r\n,\r\n00006\r\n world\r\n0\r\nX-Trailer: t\r\n\r\n"
      let bytes = Array(request.utf8)
      for start in stride(from: 0, to: bytes.count, by: piece) {
        try client.send(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
      let answer = try #require(try client.response())
      #expect(answer.text.hasSuffix("\nhello, world"))
      #expect(!answer.text.contains("x-trailer"))
    }
  }

  @Test("may be large, and its body arrives whole", arguments: [16 << 10, 1 << 20, 4 << 20])
  func large(bytes: Int) async throws {
    let echo: HTTPServer.Handler = { .now(HTTPResponse(status: 200, body: $0.requestBody)) }
    try await withServer(handler: echo) { server in
      let client = try server.connect()
      let body = [UInt8](repeating: 0x78, count: bytes - 1) + [0x79]
      for _ in 0..<2 {
        try client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(bytes)\r\n\r\n")
        try client.send(body)
        #expect(try client.nextBody() == body)
      }
    }
  }

  @Test("knows both ends of its connection")
  func ends() async throws {
    let handler: HTTPServer.Handler = { .now(.text(200, "\($0.peerAddress) \($0.localAddress) \($0.isTLS)")) }
    try await withServer(handler: handler) { server in
      let text = try server.connect().ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").text
      #expect(text.hasPrefix("ipv4:127.0.0.1:"))
      #expect(text.hasSuffix(" ipv4:127.0.0.1:\(server.port) false\n"))
    }
  }

  @Test("can be kept after the exchange is over")
  func kept() async throws {
    let kept = Inbox<HTTPExchange>()
    let handler: HTTPServer.Handler = { exchange in
      kept.put(exchange)
      return .now(.text(200, "ok"))
    }
    try await withServer(handler: handler) { server in
      _ = try server.connect().ask("PUT /kept HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody")
      let exchange = try #require(await kept.take())
      #expect(exchange.path == "/kept")
      #expect(exchange.header("HOST") == "h")
      #expect(exchange.headers("host") == ["h"])
      #expect(exchange.header("x-other") == nil)
      #expect(exchange.requestBody.string == "body")
    }
  }

  @Test("waits with its body until the server says 100 Continue, when it asks for that")
  func continues() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      try client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
      #expect(client.head()?.status == 100)
      try client.send("ok")
      let continued = try client.response()
      #expect(continued?.text.hasSuffix("\nok") == true)
      // With the body there already, nothing needs to be said.
      let answer = try client.ask(
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok")
      #expect(answer.status == 200)
    }
  }

  @Test("that expects anything else is refused with 417")
  func unknownExpectation() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      let answer = try client.ask("GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n")
      #expect(answer.status == 417)
      #expect(client.isEnded())
    }
  }
}
