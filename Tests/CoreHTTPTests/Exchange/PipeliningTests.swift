import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("Pipelined requests")
struct PipeliningTests {
  /// Answers with the path: at once, later, streamed, or at length, by its first letter.
  static let handler: HTTPServer.Handler = { exchange in
    let path = exchange.path
    switch path.dropFirst().first {
    case "l":
      return .later {
        await Task.yield()
        return HTTPResponse(status: 200, body: .text(path))
      }
    case "s":
      return .open { responder in
        responder.begin(status: 200)
        for character in path { await responder.send(.text(String(character))) }
      }
    case "b": return .now(HTTPResponse(status: 200, body: .text(String(repeating: path, count: 50_000))))
    default: return .now(HTTPResponse(status: 200, body: .text(path)))
    }
  }

  static func request(_ path: String) -> String { "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" }

  @Test("are answered in order, whatever their kind, and however they arrive", arguments: [1, 100, 1 << 20])
  func order(piece: Int) async throws {
    try await withServer(handler: Self.handler) { server in
      let client = try server.connect()
      let kinds = piece == 1 ? ["n", "l", "s"] : ["n", "l", "s", "b", "n", "n"]
      let paths = (0..<(piece == 1 ? 9 : 120)).map { "/\(kinds[$0 % kinds.count])\($0)" }
      let bytes = Array(paths.map(Self.request).joined().utf8)
      async let sent: Void = withTaskExecutorPreference(BlockingExecutor.shared) {
        for start in stride(from: 0, to: bytes.count, by: piece) {
          try client.send(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
      }
      for path in paths {
        let text = try client.nextText()
        #expect(path.hasPrefix("/b") ? text == String(repeating: path, count: 50_000) : text == path)
      }
      try await sent
    }
  }

  @Test("by the thousand are answered at once, and others have their turn meanwhile")
  func many() async throws {
    try await withServer(handler: Self.handler) { server in
      let client = try server.connect()
      let count = 5000
      async let sent: Void = withTaskExecutorPreference(BlockingExecutor.shared) {
        try client.send(String(repeating: Self.request("/now"), count: count))
      }
      let other = try server.connect()
      #expect(try other.status(Self.request("/now")) == 200)
      for _ in 0..<count { #expect(try client.nextStatus() == 200) }
      try await sent
    }
  }

  @Test("behind one that closes the connection are not served")
  func behindClose() async throws {
    let handler: HTTPServer.Handler = { exchange in
      #expect(exchange.path != "/never")
      return .now(.text(200, "ok"))
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + Self.request("/never"))
      #expect(try client.nextStatus() == 200)
      #expect(client.isEnded())
    }
  }

  @Test("that a client never reads the answers of are not served for ever")
  func unread() async throws {
    let served = Counter()
    let body = SharedBytes([UInt8](repeating: 0x78, count: 10_000))
    let handler: HTTPServer.Handler = { _ in
      served.add()
      return .now(HTTPResponse(status: 200, body: body))
    }
    var configuration = HTTPServerConfiguration.forTests
    configuration.writeTimeout = .milliseconds(200)
    try await withServer(configuration, handler: handler) { server in
      let client = try RawClient(port: server.port, receiveBufferBytes: 8192)
      let sender = Task(executorPreference: BlockingExecutor.shared) {
        // Until the server takes no more, and then breaks the connection off.
        while true { try client.send(String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: 100)) }
      }
      await #expect(throws: RawClient.Failure.self) { try await sender.value }
      #expect(served.value < 10_000)
    }
  }
}
