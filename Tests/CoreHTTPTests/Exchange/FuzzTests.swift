import Bytes
import CoreHTTP
import TestSupport
import Testing

@Suite("Malformed requests")
struct FuzzTests {
  /// A small generator with a seed (xorshift64*), so that a failure can be had again.
  struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 2_685_821_657_736_338_717
    }
  }

  static let seeds = [
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX: y, z\r\n\r\nhello",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
    "POST http://h/x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
    "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    WebSocketClient.handshake()
      + String(decoding: WebSocketClient.bytes(.text("hello")) + WebSocketClient.bytes(.close(1000)), as: UTF8.self),
  ]

  static let pieces = [
    "\r\n", "\n", "\r", " ", "\t", ":", "\0", "\u{7F}", ";", ",", "0", "-1", "ffffffffffffffff", "18446744073709551616",
    "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Host: x\r\n", "HTTP/1.1", "Connection: upgrade\r\n",
    String(repeating: "A", count: 20_000), String(repeating: "a: b\r\n", count: 200),
  ]

  static func mutated(_ random: inout Random) -> [UInt8] {
    var bytes = Array(seeds.randomElement(using: &random)!.utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random)!.utf8, at: place)
      case 2: bytes.removeSubrange(place..<min(place + Int.random(in: 0...8, using: &random), bytes.count))
      case 3: bytes.append(contentsOf: bytes[..<place])
      default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      }
    }
    return bytes
  }

  @Test("10,000 of them, from a fixed seed, are all answered or refused, and leave nothing behind")
  func fuzz() async throws {
    let handler: HTTPServer.Handler = { exchange in
      if exchange.isWebSocketHandshake { return .upgrade(WebSocketUpgrade(serve: echo)) }
      return exchange.requestBody.count.isMultiple(of: 2) ? mirror(exchange) : .later { .text(200, "later") }
    }
    try await withServer(handler: handler) { server in
      try await withThrowingDiscardingTaskGroup { group in
        for part in 0..<8 {
          group.addTask(executorPreference: BlockingExecutor.shared) {
            var random = Random(state: UInt64(part) &* 7919 &+ 20_261_121)
            for _ in 0..<1250 {
              let client = try server.connect()
              do {
                try client.send(Self.mutated(&random))
              } catch is RawClient.Failure {
                // Refused before everything was sent.
              }
              client.finishSending()
              let answer = client.rest()
              #expect(answer.isEmpty || answer.starts(with: Array("HTTP/1.1 ".utf8)))
            }
          }
        }
      }
      while server.server.connectionCount > 0 { await Task.yield() }
      #expect(server.descriptors.count == 1, "the listener's")
      let client = try server.connect()
      #expect(try client.status("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200)
    }
  }
}
