import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("A WebSocket under pressure")
struct BackpressureTests {
  typealias Frame = WebSocketClient.Frame

  @Test("refuses offers over the high-water mark, suspends senders, and everything accepted arrives in order")
  func outbound() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.outputHighWaterBytes = 100_000
    let accepted = Promise<Int>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          var count = 0
          while connection.offer(.text("\(count) " + String(repeating: "x", count: 10_000))) {
            count += 1
            await Task.yield()
          }
          accepted.fulfil(count)
          await connection.send(.text("last"))
        })
    }
    try await withServer(configuration, handler: handler) { server in
      let client = try WebSocketClient(RawClient(port: server.port, receiveBufferBytes: 8192))
      let count = try #require(await accepted.wait())
      for index in 0..<count {
        let frame = try #require(try client.frame())
        #expect(frame.payload.starts(with: Array("\(index) x".utf8)))
      }
      #expect(try client.frame() == .text("last"))
      #expect(try client.closeCode() == 1000)
    }
  }

  @Test("cuts off a client that does not read, lets its senders go, and does not hold up others")
  func slowReader() async throws {
    let gone = Promise<Void>()
    let handler: HTTPServer.Handler = { exchange in
      guard exchange.path == "/flood" else { return echoes(exchange) }
      return .upgrade(
        WebSocketUpgrade { connection in
          let message = SharedBytes([UInt8](repeating: 0x78, count: 65536))
          while await connection.send(message) {}
          gone.fulfil()
        })
    }
    var configuration = HTTPServerConfiguration.forTests
    configuration.writeTimeout = .milliseconds(100)
    try await withServer(configuration, handler: handler) { server in
      let slow = try WebSocketClient(RawClient(port: server.port, receiveBufferBytes: 8192), path: "/flood")
      let other = try WebSocketClient(server.connect())
      while !gone.isFulfilled {
        try other.send(.text("meanwhile"))
        #expect(try other.frame() == .text("meanwhile"))
      }
      _ = slow
    }
  }

  @Test("reads one message ahead, and the rest when the handler does")
  func inbound() async throws {
    let proceed = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          _ = await proceed.wait()
          await echo(connection)
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      async let sent: Void = withTaskExecutorPreference(BlockingExecutor.shared) {
        for index in 0..<2000 { try client.send(.text("\(index)")) }
        proceed.fulfil()
      }
      for index in 0..<2000 { #expect(try client.frame() == .text("\(index)")) }
      try await sent
    }
  }

  @Test("takes sends from any thread, each sender's in order")
  func manySenders() async throws {
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          await withDiscardingTaskGroup { group in
            for sender in 0..<8 {
              group.addTask(executorPreference: globalConcurrentExecutor) {
                for index in 0..<200 { await connection.send(.text("\(sender) \(index)")) }
              }
            }
          }
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      var next = [Int](repeating: 0, count: 8)
      for _ in 0..<1600 {
        let frame = try #require(try client.frame())
        let numbers = String(decoding: frame.payload, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        try #require(frame.opcode == 1 && numbers.count == 2 && next.indices.contains(numbers[0]), "\(frame)")
        #expect(numbers[1] == next[numbers[0]])
        next[numbers[0]] += 1
      }
      #expect(try client.closeCode() == 1000)
    }
  }

  @Test("answers on the loop in order with what its handler answers", arguments: [1, 50])
  func immediate(burst: Int) async throws {
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          connection.receiveImmediately { event in
            // Every third is left to the handler.
            guard case .text(let text) = event, let number = text.string.flatMap(Int.init), number % 3 > 0 else {
              return false
            }
            return connection.offer(text)
          }
          await echo(connection)
        })
    }
    try await withServer(handler: handler) { server in
      let client = try WebSocketClient(server.connect())
      for start in stride(from: 0, to: 300, by: burst) {
        let frames = (start..<start + burst).map { Frame.text("\($0)") }
        try client.socket.send(frames.flatMap { WebSocketClient.bytes($0) })
        for frame in frames { #expect(try client.frame() == frame) }
      }
    }
  }
}
