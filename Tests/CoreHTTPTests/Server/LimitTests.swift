import Bytes
import CoreHTTP
import Foundation
import TestSupport
import Testing

@Suite("Limits")
struct LimitTests {
  @Test("a request line over the limit gets 414, whether it ends or not")
  func requestLine() async throws {
    try await withServer(handler: mirror) { server in
      for end in ["", " HTTP/1.1\r\nHost: h\r\n\r\n"] {
        let client = try server.connect()
        let answer = try client.ask("GET /" + String(repeating: "x", count: 17 << 10) + end)
        #expect(answer.status == 414)
        #expect(answer.closes)
        #expect(client.isEnded())
      }
    }
  }

  @Test("a header over the limit gets 431, and one just below is served")
  func header() async throws {
    try await withServer(handler: mirror) { server in
      let start = "GET / HTTP/1.1\r\nHost: h\r\nX: "
      let room = (16 << 10) - start.utf8.count - 4
      let fitting = try server.connect()
      #expect(try fitting.status(start + String(repeating: "x", count: room) + "\r\n\r\n") == 200)
      for end in ["\r\n\r\n", ""] {
        let client = try server.connect()
        #expect(try client.status(start + String(repeating: "x", count: room + 1) + end + (end.isEmpty ? "xxxx" : "")) == 431)
        #expect(client.isEnded())
      }
    }
  }

  @Test("too many fields get 431")
  func fields() async throws {
    try await withServer(handler: mirror) { server in
      let start = "GET / HTTP/1.1\r\nHost: h\r\n"
      let most = try server.connect()
      #expect(try most.status(start + String(repeating: "a: b\r\n", count: 99) + "\r\n") == 200)
      let more = try server.connect()
      #expect(try more.status(start + String(repeating: "a: b\r\n", count: 100) + "\r\n") == 431)
    }
  }

  @Test("a body over the limit gets 413: at once where its length is told, also instead of 100")
  func body() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.maxBodyBytes = 1000
    try await withServer(configuration, handler: mirror) { server in
      let start = "POST / HTTP/1.1\r\nHost: h\r\n"
      let most = try server.connect()
      #expect(try most.status(start + "Content-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000)) == 200)
      for rest in [
        "Content-Length: 1001\r\n\r\n", "Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + String(repeating: "x", count: 1000) + "\r\n1\r\n",
      ] {
        let client = try server.connect()
        let answer = try client.ask(start + rest)
        #expect(answer.status == 413)
        #expect(answer.closes)
        #expect(client.isEnded())
      }
    }
  }

  @Test("a client that goes on sending a body that is refused still reads the answer")
  func refusedBody() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      try client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n")
      try client.send([UInt8](repeating: 0x78, count: 1 << 20))
      #expect(try client.nextStatus() == 413)
    }
  }

  @Test("endless lines around chunks get 400")
  func chunkLines() async throws {
    try await withServer(handler: mirror) { server in
      let start = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      for rest in ["1;" + String(repeating: "x", count: 20_000), "0\r\n" + String(repeating: "a: b\r\n", count: 4000)] {
        let client = try server.connect()
        #expect(try client.status(start + rest) == 400)
        #expect(client.isEnded())
      }
    }
  }

  @Test("connections in total: one more is closed, and another takes the place of one that ends")
  func connections() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.maxConnections = 3
    try await Self.expectPlaces(3, configuration)
  }

  @Test("connections from one address")
  func connectionsOfAnAddress() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.maxConnectionsPerAddress = 2
    try await Self.expectPlaces(2, configuration)
  }

  static func expectPlaces(_ count: Int, _ configuration: HTTPServerConfiguration) async throws {
    let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    try await withServer(configuration, handler: mirror) { server in
      var clients: [RawClient] = []
      for _ in 0..<count {
        let client = try server.connect()
        #expect(try client.status(get) == 200)
        clients.append(client)
      }
      #expect(server.server.connectionCount == count)
      try server.expectRefusal()
      clients.removeLast()
      while server.server.connectionCount == count { await Task.yield() }
      let next = try server.connect()
      #expect(try next.status(get) == 200)
      for client in clients { #expect(try client.status(get) == 200) }
    }
  }

  @Test("connections from one address do not count those over a Unix socket")
  func unixConnections() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.maxConnectionsPerAddress = 1
    try await withSocketPath { path in
      try await withServer(configuration, address: "unix:\(path)", handler: mirror) { _ in
        let clients = try (0..<3).map { _ in try RawClient(path: path) }
        for client in clients { #expect(try client.status("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200) }
      }
    }
  }
}
