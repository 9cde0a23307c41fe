import Bytes
import CoreHTTP
import TestSupport
import Testing

/// The case list of the Autobahn test suite, chapters 1 to 6, by its numbers.
@Suite("WebSocket messages")
struct MessageTests {
  typealias Frame = WebSocketClient.Frame

  @Test("of every length come back (1.1, 1.2)", arguments: [0, 1, 125, 126, 127, 128, 65535, 65536, 200_000], ["/", "/now"])
  func lengths(count: Int, path: String) async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: path)
      let text = Frame.text(String(repeating: "*", count: count))
      let bytes = Frame.binary((0..<count).map { UInt8(truncatingIfNeeded: $0) })
      try client.send(text, bytes)
      #expect(try client.frame() == text)
      #expect(try client.frame() == bytes)
    }
  }

  @Test("may arrive byte by byte (1.1.8)")
  func octets() async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      let frame = Frame.text("one byte after the other")
      for byte in WebSocketClient.bytes(frame) { try client.socket.send([byte]) }
      #expect(try client.frame() == frame)
    }
  }

  @Test("may be fragmented, with pings in between (5.3 to 5.8, 5.19)", arguments: ["/", "/now"])
  func fragments(path: String) async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: path)
      try client.send(.part(1, "first, "), .ping("one"), .part(0, ""), .part(0, "second, "), .ping("two"))
      #expect(try client.frame() == .pong("one"))
      #expect(try client.frame() == .pong("two"))
      try client.send(.part(0, "third", isFinal: true))
      #expect(try client.frame() == .text("first, second, third"))
    }
  }

  @Test("are answered in order, many at once")
  func manyAtOnce() async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: "/now")
      let frames = (0..<1000).map { Frame.text("message \($0)") }
      try client.socket.send(frames.flatMap { WebSocketClient.bytes($0) })
      for frame in frames { #expect(try client.frame() == frame) }
    }
  }

  @Test(
    "that break the framing close with 1002 (3, 4, 5)",
    arguments: [
      // Reserved bits, with and without a message around.
      [Frame(opcode: 1, payload: [65], reserved: 0x40)], [Frame(opcode: 1, payload: [65], reserved: 0x20)],
      [Frame(opcode: 2, payload: [], reserved: 0x10)], [Frame(opcode: 9, payload: [], reserved: 0x70)],
      [Frame.text("fine"), Frame(opcode: 8, payload: [], reserved: 0x40)],
      // Reserved opcodes.
      [Frame(opcode: 3, payload: [])], [Frame(opcode: 7, payload: [65])], [Frame(opcode: 11, payload: [])],
      [Frame.text("fine"), Frame(opcode: 15, payload: [65, 66])],
      // Control frames are short and whole.
      [Frame(opcode: 9, payload: [UInt8](repeating: 65, count: 126))], [Frame(opcode: 9, payload: [65], isFinal: false)],
      [Frame(opcode: 10, payload: [], isFinal: false)], [Frame(opcode: 8, payload: [3, 232], isFinal: false)],
      // Parts belong to a message, and one message is finished before the next.
      [Frame.part(0, "alone", isFinal: true)], [Frame.part(0, "alone")],
      [Frame.part(1, "open"), Frame.text("another")], [Frame.part(1, "open"), Frame.binary([1])],
      [Frame.text("fine"), Frame.part(0, "more", isFinal: true)],
      // A close frame has no half a code, and only codes that are for the wire (7.3.2, 7.9).
      [Frame(opcode: 8, payload: [3])], [.close(0)], [.close(999)], [.close(1004)], [.close(1005)], [.close(1006)],
      [.close(1015)], [.close(1016)], [.close(2999)],
    ])
  func protocolErrors(frames: [Frame]) async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.socket.send(frames.flatMap { WebSocketClient.bytes($0) })
      #expect(try client.closeCode() == 1002)
    }
  }

  @Test("that are not masked close with 1002 (RFC 6455, 5.1)", arguments: [Frame.text("bare"), .ping(""), .close(1000)])
  func unmasked(frame: Frame) async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.socket.send(WebSocketClient.bytes(frame, isMasked: false))
      #expect(try client.closeCode() == 1002)
    }
  }

  @Test("whose length is not written in the shortest way close with 1002 (RFC 6455, 5.2)")
  func longLengths() async throws {
    try await withServer(handler: echoes) { server in
      for length: [UInt8] in [[0xFE, 0, 5], [0xFF, 0, 0, 0, 0, 0, 0, 0, 5]] {
        let client = try WebSocketClient(server.connect())
        try client.socket.send([0x81] + length + [0, 0, 0, 0] + Array("hello".utf8))
        #expect(try client.closeCode() == 1002)
      }
      // The highest bit is 0; with it, the length is over every limit.
      let client = try WebSocketClient(server.connect())
      try client.socket.send([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0])
      #expect(try client.closeCode() == 1009)
    }
  }

  @Test("of text may have all of Unicode (6.2, 6.5 to 6.23)", arguments: [1, 2, 3, 100])
  func unicode(piece: Int) async throws {
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      let text = "κόσμε \u{0} \u{7F} \u{80} \u{7FF} \u{800} \u{D7FF} \u{E000} \u{FFFD} \u{FFFE} \u{FFFF} \u{10000} \u{10FFFF}"
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: piece) {
        let end = min(start + piece, bytes.count)
        try client.send(
          Frame(opcode: start == 0 ? 1 : 0, payload: Array(bytes[start..<end]), isFinal: end == bytes.count))
      }
      #expect(try client.frame() == .text(text))
    }
  }

  @Test(
    "of text that is not UTF-8 close with 1007, as soon as that is clear (6.3, 6.4, 6.6 to 6.23)",
    arguments: [
      [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xED, 0xA0, 0x80], [0x80], [0xBF], [0xC0, 0xAF], [0xE0, 0x80, 0xAF],
      [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFE], [0xFF],
      [0xED, 0xAF, 0xBF], [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x41, 0xC3, 0x41],
    ] as [[UInt8]])
  func invalidText(bytes: [UInt8]) async throws {
    try await withServer(handler: echoes) { server in
      for isFinal in [true, false] {
        let client = try WebSocketClient(server.connect())
        try client.send(Frame(opcode: 1, payload: bytes, isFinal: isFinal))
        #expect(try client.closeCode() == 1007)
      }
    }
  }

  @Test("of text that end in the middle of a character close with 1007")
  func cutText() async throws {
    try await withServer(handler: echoes) { server in
      for bytes: [UInt8] in [[0xCE], [0xE2, 0x82], [0xF0, 0x9F, 0x98]] {
        let client = try WebSocketClient(server.connect())
        try client.send(Frame(opcode: 1, payload: bytes, isFinal: false), Frame(opcode: 0, payload: []))
        #expect(try client.closeCode() == 1007)
      }
    }
  }

  @Test("over the limit close with 1009, in one frame or many, announced or sent")
  func tooBig() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.maxMessageBytes = 1000
    try await withServer(configuration, handler: echoes) { server in
      let fitting = Frame.text(String(repeating: "x", count: 1000))
      let half = String(repeating: "x", count: 501)
      for frames in [[Frame.text(half + half)], [.part(1, half), .part(0, half)]] {
        let client = try WebSocketClient(server.connect())
        try client.send(fitting)
        #expect(try client.frame() == fitting)
        try client.socket.send(frames.flatMap { WebSocketClient.bytes($0) })
        #expect(try client.closeCode() == 1009)
      }
      let client = try WebSocketClient(server.connect())
      try client.socket.send([0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 1, 2, 3, 4])
      #expect(try client.closeCode() == 1009)
    }
  }

  /// "Hello" and 3,000 times "x" as RFC 7692 has them on the wire: deflate without its last four bytes.
  static let deflatedHello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
  static let deflatedMany: [UInt8] = [0xEC, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xC2, 0xA0, 0xDA, 0x8B, 0x6F, 0x0D, 0x0F, 0xA0, 0x00, 0x00, 0x80, 0x77, 0x03]

  @Test("may be compressed where that is allowed and asked for (12, 13), and the limit is on what they become")
  func compressed() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.allowsCompression = true
    configuration.webSocket.maxMessageBytes = 2000
    let offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    try await withServer(configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), fields: offer)
      #expect(client.headers["sec-websocket-extensions"]?.hasPrefix("permessage-deflate") == true)
      let hello = Frame(opcode: 1, payload: Self.deflatedHello, reserved: 0x40)
      for _ in 0..<2 {
        try client.send(hello)
        #expect(try client.frame() == hello)
      }
      try client.send(Frame(opcode: 1, payload: Self.deflatedMany, reserved: 0x40))
      #expect(try client.closeCode() == 1009)
    }
    try await withServer(handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), fields: offer)
      #expect(client.headers["sec-websocket-extensions"] == nil)
      try client.send(Frame(opcode: 1, payload: Self.deflatedHello, reserved: 0x40))
      #expect(try client.closeCode() == 1002)
    }
  }

  @Test("in too many frames close with 1008, even with nothing in them")
  func tooManyFragments() async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.maxFragments = 10
    try await withServer(configuration, handler: echoes) { server in
      for text in ["x", ""] {
        let client = try WebSocketClient(server.connect())
        for index in 0..<10 { try client.send(.part(index == 0 ? 1 : 0, "x", isFinal: index == 9)) }
        #expect(try client.frame() == .text("xxxxxxxxxx"))
        for index in 0..<11 { try client.send(.part(index == 0 ? 1 : 0, text)) }
        #expect(try client.closeCode() == 1008)
      }
    }
  }
}
