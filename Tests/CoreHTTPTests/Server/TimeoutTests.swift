import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A client that is too slow")
struct TimeoutTests {
  /// Every time but one is out of reach, so that what ends the connection can only be that one.
  static func configuration(
    _ time: WritableKeyPath<HTTPServerConfiguration, Duration>, _ value: Duration = .milliseconds(60)
  ) -> HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration.forTests
    for other in [\HTTPServerConfiguration.headerTimeout, \.bodyTimeout, \.idleTimeout, \.writeTimeout, \.lingerTimeout] {
      configuration[keyPath: other] = .seconds(3600)
    }
    configuration[keyPath: time] = value
    return configuration
  }

  @Test("with its header gets 408", arguments: ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: h\r\nX: y\r\n"])
  func header(start: String) async throws {
    try await withServer(Self.configuration(\.headerTimeout, .seconds(2)), handler: mirror) { server in
      let client = try server.connect()
      let answer = try client.ask(start)
      #expect(answer.status == 408)
      #expect(answer.closes)
      #expect(client.isEnded())
    }
  }

  @Test("with the header of a later request gets 408 too, though it sends something all the time")
  func dripping() async throws {
    try await withServer(Self.configuration(\.headerTimeout, .seconds(2)), handler: mirror) { server in
      let client = try server.connect()
      #expect(try client.status("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200)
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n")
      do {
        while true {
          try client.send("X-Drip: 1\r\n")
          if client.hasInput(within: 50) { break }
        }
      } catch is RawClient.Failure {
        // The server has closed already.
      }
      #expect(try client.nextStatus() == 408)
    }
  }

  @Test("with its first request is dropped without a word")
  func silent() async throws {
    try await withServer(Self.configuration(\.headerTimeout), handler: mirror) { server in
      try server.expectRefusal()
    }
  }

  @Test("with its body gets 408", arguments: ["Content-Length: 10\r\n\r\n12345", "Transfer-Encoding: chunked\r\n\r\n5\r\n123"])
  func body(rest: String) async throws {
    try await withServer(Self.configuration(\.bodyTimeout), handler: mirror) { server in
      let client = try server.connect()
      #expect(try client.status("POST / HTTP/1.1\r\nHost: h\r\n" + rest) == 408)
      #expect(client.isEnded())
    }
  }

  @Test("with its next request is dropped without a word")
  func idle() async throws {
    try await withServer(Self.configuration(\.idleTimeout), handler: mirror) { server in
      let client = try server.connect()
      #expect(try client.status("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200)
      #expect(client.isEnded())
    }
  }

  @Test("to read a response is cut off", arguments: [true, false])
  func reading(isStreamed: Bool) async throws {
    let seen = Promise<Void>()
    let large = SharedBytes([UInt8](repeating: 0x78, count: 32 << 20))
    let handler: HTTPServer.Handler = { _ in
      guard isStreamed else { return .now(HTTPResponse(status: 200, body: large)) }
      return .open { responder in
        responder.begin(status: 200)
        while await responder.send(large[0..<65536]) {}
        seen.fulfil()
      }
    }
    try await withServer(Self.configuration(\.writeTimeout), handler: handler) { server in
      let client = try RawClient(port: server.port, receiveBufferBytes: 8192)
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      // Somebody else is served meanwhile.
      if isStreamed { _ = await seen.wait() }
      while server.server.connectionCount > 0 { await Task.yield() }
      // Its own system may not be told: a reset that finds the window closed can be lost.
      #expect(client.available().count < large.count)
    }
  }

  @Test("to close has its connection closed")
  func lingering() async throws {
    try await withServer(Self.configuration(\.lingerTimeout), handler: mirror) { server in
      let client = try server.connect()
      #expect(try client.status("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") == 200)
      while server.server.connectionCount > 0 { await Task.yield() }
    }
  }

  @Test("does not keep a handler from taking its time")
  func slowHandler() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.headerTimeout = .seconds(2)
    configuration.bodyTimeout = .seconds(2)
    configuration.idleTimeout = .seconds(2)
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      .later {
        _ = await proceed.wait()
        return .text(200, exchange.isCancelled ? "cancelled" : "served")
      }
    }
    try await withServer(configuration, handler: handler) { server in
      let client = try server.connect()
      try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      // Another connection is timed out meanwhile.
      try server.expectRefusal()
      proceed.fulfil()
      #expect(try client.nextText() == "served\n")
    }
  }
}
