import Bytes
import CoreHTTP
import TestSupport
import Testing

/// What the case list (`CaseList`) does not have, or has for one place only.
@Suite("WebSocket messages")
struct MessageTests {
  typealias Frame = WebSocketClient.Frame

  @Test("may be fragmented, with pings and empty fragments in between", arguments: ["/", "/now"])
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
    "that break the framing close with 1002, at every place",
    arguments: [
      [Frame(opcode: 9, payload: [], reserved: 0x70)], [Frame.text("fine"), Frame(opcode: 8, payload: [], reserved: 0x40)],
      // Control frames are whole.
      [Frame(opcode: 9, payload: [65], isFinal: false)], [Frame(opcode: 8, payload: [3, 232], isFinal: false)],
      // One message is finished before the next.
      [Frame.part(1, "open"), Frame.binary([1])], [Frame.text("fine"), Frame.part(0, "more", isFinal: true)],
      // A code that is never on the wire.
      [.close(1015)],
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

  @Test(
    "may be compressed in every way that RFC 7692 shows (section 7.2.3)",
    arguments: [
      // In two frames; in a block that is not compressed; in two blocks.
      [Frame(opcode: 1, payload: [0xF2, 0x48, 0xCD], isFinal: false, reserved: 0x40), Frame(opcode: 0, payload: [0xC9, 0xC9, 0x07, 0x00])],
      [Frame(opcode: 1, payload: [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00], reserved: 0x40)],
      [Frame(opcode: 1, payload: [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00], reserved: 0x40)],
      // A message need not be compressed.
      [Frame.text("Hello")],
    ])
  func compressedForms(frames: [Frame]) async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.allowsCompression = true
    try await withServer(configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), fields: "Sec-WebSocket-Extensions: permessage-deflate\r\n")
      for _ in 0..<2 {
        try client.socket.send(frames.flatMap { WebSocketClient.bytes($0) })
        #expect(try client.frame() == Frame(opcode: 1, payload: Self.deflatedHello, reserved: 0x40))
      }
      // What comes of nothing is a block of its own.
      try client.send(Frame(opcode: 1, payload: [0x00], reserved: 0x40))
      #expect(try client.opcode() == 1)
    }
  }

  /// Beast reads no more behind a block that says that it is the last, as only an encoder without a flush writes it.
  @Test("close with 1007 where they cannot be inflated, or say that their block is the last (RFC 7692, 7.2.3.4)",
    arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]] as [[UInt8]])
  func notInflated(bytes: [UInt8]) async throws {
    var configuration = HTTPServerConfiguration.forTests
    configuration.webSocket.allowsCompression = true
    try await withServer(configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), fields: "Sec-WebSocket-Extensions: permessage-deflate\r\n")
      try client.send(Frame(opcode: 1, payload: bytes, reserved: 0x40))
      #expect(try client.closeCode() == 1007)
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
