import CoreHTTP
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Binding an address")
struct BindTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

  static func expect(_ code: HTTPServerError.Code, _ body: () throws -> Void) throws {
    let error = try error(body)
    #expect(error.code == code)
  }

  /// The error that `body` ends with.
  static func error(_ body: () throws -> Void) throws -> HTTPServerError {
    do {
      try body()
    } catch let error as HTTPServerError {
      return error
    }
    return try #require(nil, "no error")
  }

  @Test("serves over IPv6, and says so in the exchange's addresses")
  func version6() async throws {
    let handler: HTTPServer.Handler = { .now(.text(200, $0.localAddress)) }
    try await withServer(address: "[::1]:0", handler: handler) { server in
      #expect(server.port > 1)
    }
  }

  @Test("serves over a Unix socket, whose file goes in the end")
  func unixSocket() async throws {
    try await withSocketPath { path in
      let handler: HTTPServer.Handler = { .now(.text(200, "\($0.peerAddress) \($0.localAddress)")) }
      try await withServer(address: "unix:\(path)", handler: handler) { server in
        #expect(server.port == 1)
        let answer = try RawClient(path: path).ask(Self.get)
        #expect(answer.text == "unix: unix:\(path)\n")
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("fails where another server listens")
  func twice() async throws {
    try await withServer(handler: mirror) { server in
      let other = try HTTPServer(configuration: .forTests, handler: mirror)
      let error = try Self.error { _ = try other.bind("127.0.0.1:\(server.port)") }
      #expect(error.code == .unavailable)
      #expect(error.cause is HTTPSystemError)
    }
    try await withSocketPath { path in
      try await withServer(address: "unix:\(path)", handler: mirror) { _ in
        let other = try HTTPServer(configuration: .forTests, handler: mirror)
        try Self.expect(.invalidArgument) { _ = try other.bind("unix:\(path)") }
        let client = try RawClient(path: path)
        #expect(try client.status(Self.get) == 200)
      }
    }
  }

  @Test("replaces the socket of a server that died, and nothing else")
  func abandoned() async throws {
    try await withSocketPath { path in
      try leaveDeadSocket(at: path)
      try await withServer(address: "unix:\(path)", handler: mirror) { _ in
        let client = try RawClient(path: path)
        #expect(try client.status(Self.get) == 200)
      }
      #expect(FileManager.default.createFile(atPath: path, contents: Data("mine".utf8)))
      let server = try HTTPServer(configuration: .forTests, handler: mirror)
      try Self.expect(.invalidArgument) { _ = try server.bind("unix:\(path)") }
      #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }
  }

  @Test(
    "fails for what is no address",
    arguments: ["", "127.0.0.1", "127.0.0.1:http:80", "::1:80", "127.0.0.1:99999999", "999.0.0.1:80", "unix:"])
  func noAddress(text: String) throws {
    let server = try HTTPServer(configuration: .forTests, handler: mirror)
    try Self.expect(.invalidArgument) { _ = try server.bind(text) }
  }

  @Test("fails once the server runs")
  func late() async throws {
    try await withServer(handler: mirror) { server in
      let client = try server.connect()
      #expect(try client.status(Self.get) == 200)
      try Self.expect(.failedPrecondition) { _ = try server.server.bind("127.0.0.1:0") }
    }
  }

  @Test("by a server that never runs leaves the port free again")
  func neverRun() throws {
    var server: HTTPServer? = try HTTPServer(configuration: .forTests, handler: mirror)
    let port = try #require(try server?.bind("127.0.0.1:0"))
    server = nil
    let next = try HTTPServer(configuration: .forTests, handler: mirror)
    #expect(try next.bind("127.0.0.1:\(port)") == port)
  }

  @Test("several serves all of them, and several loops share the connections")
  func several() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.eventLoops = 3
    try await withServer(configuration, handler: mirror) { server in
      let clients = try (0..<9).map { _ in try server.connect() }
      for client in clients { #expect(try client.status(Self.get) == 200) }
    }
  }

  @Test("refuses limits that allow nothing")
  func limits() throws {
    for limit in [\HTTPServerConfiguration.eventLoops, \.maxHeaderBytes, \.webSocket.maxFragments] {
      var configuration = HTTPServerConfiguration.forTests
      configuration[keyPath: limit] = 0
      try Self.expect(.invalidArgument) { _ = try HTTPServer(configuration: configuration, handler: mirror) }
    }
  }
}
