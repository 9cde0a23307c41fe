import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A streamed response")
struct StreamedResponseTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
  static let events: HTTPHeaders = ["Content-Type": "text/event-stream"]

  @Test("begins before its body is there, and each piece goes out by itself")
  func pieces() async throws {
    let pieces = Inbox<String>()
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        responder.begin(status: 200, headers: Self.events)
        while let piece = await pieces.take() { await responder.send(.text(piece)) }
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send(Self.get)
      let (status, headers) = try #require(client.head())
      #expect(status == 200)
      #expect(headers["content-type"] == "text/event-stream")
      #expect(headers["content-length"] == nil)
      for piece in ["data: 1\n\n", ":\n", "data: 2\n\n"] {
        pieces.put(piece)
        #expect(client.chunk() == Array(piece.utf8))
      }
      pieces.close()
      #expect(client.chunk() == [])
      #expect(try client.status(Self.get) == 200)
    }
  }

  @Test("has everything that was sent, from any thread, in order for each sender, and a connection that goes on")
  func complete() async throws {
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        responder.begin(status: 200)
        await withDiscardingTaskGroup { group in
          for sender in 0..<4 {
            // Two of them on other threads than the loop's.
            group.addTask(executorPreference: sender < 2 ? globalConcurrentExecutor : nil) {
              for index in 0..<250 { await responder.send(.text("\(sender) \(index)\n")) }
            }
          }
        }
        await responder.send(SharedBytes())
        _ = responder.offer(.text("end\n"))
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      for _ in 0..<2 {
        let lines = try client.ask(Self.get).text.split(separator: "\n")
        #expect(lines.count == 1001)
        #expect(lines.last == "end")
        for sender in 0..<4 {
          #expect(lines.filter { $0.hasPrefix("\(sender) ") }.map(String.init) == (0..<250).map { "\(sender) \($0)" })
        }
      }
    }
  }

  @Test("to HTTP/1.0 has no chunks, and ends with the connection")
  func old() async throws {
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        responder.begin(status: 200)
        await responder.send(.text("one "))
        await responder.send(.text("two"))
      }
    }
    try await withServer(handler: handler) { server in
      let answer = try server.connect().ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(answer.text == "one two")
      #expect(answer.closes)
      #expect(answer.headers["transfer-encoding"] == nil)
    }
  }

  @Test("to HEAD has a head only")
  func head() async throws {
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        responder.begin(status: 200)
        for _ in 0..<10 { await responder.send(.text("unseen")) }
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      for _ in 0..<2 {
        try client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try client.nextStatus(toHead: true) == 200)
      }
    }
  }

  @Test("holds its sender back while the client does not read, up to the high-water mark")
  func backpressure() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.outputHighWaterBytes = 100_000
    let isFull = Promise<Int>()
    let handler: HTTPServer.Handler = { _ in
      .open { responder in
        responder.begin(status: 200)
        let piece = SharedBytes([UInt8](repeating: 0x78, count: 10_000))
        // What the system takes is not limited here; with the client not reading it ends.
        var accepted = 0
        while responder.offer(piece) {
          accepted += 1
          await Task.yield()
        }
        isFull.fulfil(accepted)
        await responder.send(.text("after"))
      }
    }
    try await withServer(configuration, handler: handler) { server in
      let client = try RawClient(port: server.port, receiveBufferBytes: 8192)
      try client.send(Self.get)
      let accepted = try #require(await isFull.wait())
      #expect(accepted >= 10)
      let body = try #require(try client.response()).body
      #expect(body.count == accepted * 10_000 + 5)
    }
  }

  @Test("cancels its handler when the client goes, and its sends say so", arguments: [true, false])
  func clientGoes(isReset: Bool) async throws {
    let seen = Inbox<Bool>()
    let handler: HTTPServer.Handler = { exchange in
      .open { responder in
        responder.begin(status: 200)
        await responder.send(.text("hello"))
        await untilCancelled()
        seen.put(exchange.isCancelled)
        if isReset { seen.put(await responder.send(.text("nobody there"))) }
      }
    }
    try await withServer(handler: handler) { server in
      let client = try server.connect()
      try client.send(Self.get)
      #expect(client.head()?.status == 200)
      #expect(client.chunk() == Array("hello".utf8))
      isReset ? client.reset() : client.finishSending()
      #expect(await seen.take() == true)
      if isReset { #expect(await seen.take() == false) }
      // Without a reset the client may only have closed its half: the answer ends properly.
      if !isReset { #expect(client.chunk() == []) }
    }
  }
}
