import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A response")
struct ResponseTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

  /// The same response, at once, later, and by a responder.
  static func handlers(_ response: HTTPResponse) -> [HTTPServer.Handler] {
    [{ _ in .now(response) }, { _ in .later { response } }, { _ in .open { $0.respond(response) } }]
  }

  @Test("has its status, fields, date and length, and the connection goes on", arguments: 0..<3)
  func parts(kind: Int) async throws {
    let response = HTTPResponse(status: 201, headers: ["X-One": "1", "X-Two": "zwei ü"], body: .text("hello"))
    try await withServer(handler: Self.handlers(response)[kind]) { server in
      let client = try server.connect()
      for _ in 0..<3 {
        let answer = try client.ask(Self.get)
        #expect(answer.status == 201)
        #expect(answer.headers["x-one"] == "1")
        #expect(answer.headers["x-two"] == "zwei ü")
        #expect(answer.headers["content-length"] == "5")
        #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
        #expect(answer.headers["connection"] == nil)
        #expect(answer.text == "hello")
      }
    }
  }

  @Test("to HEAD has the length of its body and no body", arguments: 0..<3)
  func head(kind: Int) async throws {
    for count in [5, 100_000] {
      let response = HTTPResponse(status: 200, body: .text(String(repeating: "x", count: count)))
      try await withServer(handler: Self.handlers(response)[kind]) { server in
        let client = try server.connect()
        for _ in 0..<2 {
          try client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
          let answer = try client.response(toHead: true)
          #expect(answer?.headers["content-length"] == "\(count)")
        }
      }
    }
  }

  @Test("of 204 and 304 has neither length nor body", arguments: [204, 304], 0..<3)
  func withoutBody(status: Int, kind: Int) async throws {
    let response = HTTPResponse(status: status, body: .text("not to be seen"))
    try await withServer(handler: Self.handlers(response)[kind]) { server in
      let client = try server.connect()
      for _ in 0..<2 {
        let answer = try client.ask(Self.get)
        #expect(answer.status == status)
        #expect(answer.headers["content-length"] == nil)
      }
    }
  }

  @Test("of many megabytes arrives whole, and so does the next", arguments: 0..<3)
  func large(kind: Int) async throws {
    let body = [UInt8](repeating: 0x78, count: 20 << 20)
    let response = HTTPResponse(status: 200, body: SharedBytes(body))
    try await withServer(handler: Self.handlers(response)[kind]) { server in
      let client = try server.connect()
      try client.send(Self.get + Self.get)
      for _ in 0..<2 { #expect(try client.nextBody() == body) }
    }
  }

  @Test("closes the connection where the client asks for it, or speaks HTTP/1.0", arguments: 0..<3)
  func closes(kind: Int) async throws {
    try await withServer(handler: Self.handlers(.text(200, "bye"))[kind]) { server in
      for request in ["GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"] {
        let client = try server.connect()
        let answer = try client.ask(request)
        #expect(answer.text == "bye\n")
        #expect(answer.closes)
        #expect(client.isEnded())
      }
    }
  }

  @Test("keeps a connection of HTTP/1.0 open where the client asks for that")
  func oldKeepAlive() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      for _ in 0..<2 {
        let answer = try client.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(answer.headers["connection"] == "keep-alive")
      }
    }
  }

  @Test("is given to a request behind an empty line, at first and between requests")
  func emptyLine() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      try client.send("\r\n" + Self.get + "\r\n" + Self.get + "\r")
      for _ in 0..<2 { #expect(try client.nextStatus() == 200) }
      try client.send("\n" + Self.get)
      #expect(try client.nextStatus() == 200)
    }
  }

  @Test("is given to a client that has closed its sending half, when the answer comes at once")
  func halfClosed() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      try client.send(Self.get)
      client.finishSending()
      #expect(try client.nextStatus() == 200)
      #expect(client.isEnded())
    }
  }

  @Test("is 500 where an open exchange ends without one")
  func none() async throws {
    try await withServer(handler: { _ in .open { _ in } }) { server in
      let client = try server.connect()
      for _ in 0..<2 { #expect(try client.status(Self.get) == 500) }
    }
  }

  @Test("is given once: the first counts")
  func once() async throws {
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        #expect(!responder.hasBegun)
        #expect(responder.respond(.text(200, "first")))
        #expect(responder.hasBegun)
        #expect(!responder.respond(.text(200, "second")))
        #expect(!responder.begin(status: 200))
      }
    }
    try await withServer(handler: handler) { server in
      let answer = try server.connect().ask(Self.get)
      #expect(answer.text == "first\n")
    }
  }
}
