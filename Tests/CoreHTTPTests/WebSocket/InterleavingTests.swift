import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("What a WebSocket sends to a slow reader")
struct InterleavingTests {
  typealias Frame = WebSocketClient.Frame

  struct Messages: Sendable, CustomTestStringConvertible {
    let count: Int
    let bytes: Int
    var testDescription: String { "\(count) of \(bytes) bytes" }

    func message(_ index: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "a") + UInt8(index % 26), count: bytes) }
  }

  @Test("are whole messages in order, with pongs between them", arguments: [
    Messages(count: 30_000, bytes: 3), Messages(count: 5000, bytes: 600), Messages(count: 200, bytes: 20_000),
    Messages(count: 3, bytes: 3_000_000),
  ])
  func frames(messages: Messages) async throws {
    let isFull = Promise<Void>()
    let handler: HTTPServer.Handler = { _ in
      .upgrade(
        WebSocketUpgrade { connection in
          for index in 0..<messages.count {
            let message = SharedBytes(messages.message(index))
            if connection.offer(message) {
              // Each by itself, as long as that goes.
              await Task.yield()
            } else {
              isFull.fulfil()
              await connection.send(message)
            }
          }
          isFull.fulfil()
          _ = await connection.next()
        })
    }
    var configuration = HTTPServerConfiguration.forTests
    configuration.outputHighWaterBytes = 50_000
    try await withServer(configuration, handler: handler) { server in
      let client = try WebSocketClient(RawClient(port: server.port, receiveBufferBytes: 8192))
      _ = await isFull.wait()
      let pings = (0..<5).map { "ping \($0)" }
      for ping in pings { try client.send(.ping(ping)) }
      var (next, pongs) = (0, [String]())
      while next < messages.count || pongs.count < pings.count {
        let frame = try #require(try client.frame())
        if frame.opcode == 10 {
          pongs.append(String(decoding: frame.payload, as: UTF8.self))
        } else {
          #expect(frame.payload == messages.message(next))
          next += 1
        }
      }
      #expect(pongs == pings)
      try client.send(.close(1000))
      #expect(try client.code() == 1000)
    }
  }
}
