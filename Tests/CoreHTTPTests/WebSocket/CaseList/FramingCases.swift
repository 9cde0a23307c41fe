import TestSupport
import Testing

@Suite("The case list: framing, pings, reserved bits and opcodes, fragments")
struct FramingCases {
  typealias Frame = WebSocketClient.Frame

  static let hello = Frame.text("Hello, world!")
  static let bytes: [UInt8] = [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF]
  static let full = [UInt8](repeating: 0xFE, count: 125)

  static func ping(_ payload: [UInt8]) -> Frame { Frame(opcode: 9, payload: payload) }
  static func pong(_ payload: [UInt8]) -> Frame { Frame(opcode: 10, payload: payload) }

  /// 1.1.1 to 1.2.7: text and binary of each length; 1.1.8 and 1.2.8 are the last again, in pieces.
  static let lengths = [0, 125, 126, 127, 128, 65535, 65536].enumerated().flatMap { index, count in
    let text = Frame.text(String(repeating: "*", count: count))
    let binary = Frame.binary([UInt8](repeating: 0xFE, count: count))
    return [
      ListedCase("1.1.\(index + 1)", .send(text), .expect(text)),
      ListedCase("1.2.\(index + 1)", .send(binary), .expect(binary)),
    ]
  }

  static let chopped = [
    Frame.text(String(repeating: "*", count: 65536)), .binary([UInt8](repeating: 0xFE, count: 65536)),
  ]

  static let pings = [
    ListedCase("2.1", .send(ping([])), .expect(pong([]))),
    ListedCase("2.2", .send(.ping("Hello, world!")), .expect(.pong("Hello, world!"))),
    ListedCase("2.3", .send(ping(bytes)), .expect(pong(bytes))),
    ListedCase("2.4", .send(ping(full)), .expect(pong(full))),
    ListedCase("2.5", .send(ping(full + [0xFE])), end: .closes(1002)),
    ListedCase("2.6", .send(ping(full), by: .byOctets), .expect(pong(full))),
    ListedCase("2.7", .send(.pong(""))),
    ListedCase("2.8", .send(.pong("unsolicited"))),
    ListedCase("2.9", .send(.pong("unsolicited"), .ping("ping")), .expect(.pong("ping"))),
    manyPings("2.10", .whole), manyPings("2.11", .byOctets),
  ]

  static func manyPings(_ number: String, _ delivery: ListedCase.Delivery) -> ListedCase {
    var some = ListedCase(number)
    some.steps = [
      .sending((0..<10).map { .ping("payload-\($0)") }, delivery), .expecting((0..<10).map { .pong("payload-\($0)") }),
    ]
    return some
  }

  /// What is wrong comes alone, or after a message that is answered, and before a ping that is not.
  static func after(_ number: String, _ wrong: Frame, by delivery: ListedCase.Delivery = .whole) -> ListedCase {
    ListedCase(number, .send(hello, wrong, ping([]), by: delivery), .expect(hello), end: .closes(1002))
  }

  static func alone(_ number: String, _ wrong: Frame) -> ListedCase {
    ListedCase(number, .send(wrong), end: .closes(1002))
  }

  static func hello(reserved: UInt8) -> Frame {
    var frame = hello
    frame.reserved = reserved << 4
    return frame
  }

  static let reserved = [
    alone("3.1", hello(reserved: 1)), after("3.2", hello(reserved: 2)),
    after("3.3", hello(reserved: 3), by: .byFrames), after("3.4", hello(reserved: 4), by: .byOctets),
    alone("3.5", Frame(opcode: 2, payload: bytes, reserved: 0x50)),
    alone("3.6", Frame(opcode: 9, payload: hello.payload, reserved: 0x60)),
    alone("3.7", Frame(opcode: 8, payload: [], reserved: 0x70)),
    alone("4.1.1", Frame(opcode: 3, payload: [])), alone("4.1.2", Frame(opcode: 4, payload: bytes)),
    after("4.1.3", Frame(opcode: 5, payload: [])), after("4.1.4", Frame(opcode: 6, payload: bytes)),
    after("4.1.5", Frame(opcode: 7, payload: bytes), by: .byOctets),
    alone("4.2.1", Frame(opcode: 11, payload: [])), alone("4.2.2", Frame(opcode: 12, payload: bytes)),
    after("4.2.3", Frame(opcode: 13, payload: [])), after("4.2.4", Frame(opcode: 14, payload: bytes)),
    after("4.2.5", Frame(opcode: 15, payload: bytes), by: .byOctets),
  ]

  static let one = Frame.part(1, "fragment1"), two = Frame.part(0, "fragment2", isFinal: true)
  static let both = Frame.text("fragment1fragment2")
  static let stray = Frame.part(0, "nothing to continue")
  static let strayEnd = Frame.part(0, "nothing to continue", isFinal: true)

  static func inEachDelivery(_ numbers: [String], _ make: (String, ListedCase.Delivery) -> ListedCase) -> [ListedCase] {
    zip(numbers, [ListedCase.Delivery.whole, .byFrames, .byOctets]).map { make($0, $1) }
  }

  static let fragments =
    [
      ListedCase("5.1", .send(Frame(opcode: 9, payload: [65], isFinal: false), two), end: .closes(1002)),
      ListedCase("5.2", .send(Frame(opcode: 10, payload: [65], isFinal: false), two), end: .closes(1002)),
      ListedCase("5.15", .send(one, two, stray, hello), .expect(both), end: .closes(1002)),
      ListedCase("5.16", .send(stray, one, two, stray, one, two), end: .closes(1002)),
      ListedCase("5.17", .send(strayEnd, one, two, strayEnd, one, two), end: .closes(1002)),
      ListedCase("5.18", .send(one, .text("fragment2")), end: .closes(1002)),
    ]
    + inEachDelivery(["5.3", "5.4", "5.5"]) { ListedCase($0, .send(one, two, by: $1), .expect(both)) }
    + inEachDelivery(["5.6", "5.7", "5.8"]) {
      ListedCase($0, .send(one, .ping("between"), two, by: $1), .expect(.pong("between"), both))
    }
    + inEachDelivery(["5.9", "5.10", "5.11"]) { ListedCase($0, .send(strayEnd, hello, by: $1), end: .closes(1002)) }
    + inEachDelivery(["5.12", "5.13", "5.14"]) { ListedCase($0, .send(stray, hello, by: $1), end: .closes(1002)) }
    + zip(["5.19", "5.20"], [ListedCase.Delivery.whole, .byFrames]).map {
      ListedCase(
        $0, .send(one, .part(0, "fragment2"), .ping("first"), by: $1), .expect(.pong("first")),
        .send(
          .part(0, "fragment3"), .part(0, "fragment4"), .ping("second"), .part(0, "fragment5", isFinal: true), by: $1),
        .expect(.pong("second"), .text("fragment1fragment2fragment3fragment4fragment5")))
    }

  @Test("1 to 5", arguments: lengths + pings + reserved + fragments, ListedCase.paths)
  func each(of listed: ListedCase, path: String) async throws { try await listed.run(path: path) }

  @Test("1.1.8 and 1.2.8: in pieces of 997 octets", arguments: chopped, ListedCase.paths)
  func inPieces(frame: Frame, path: String) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: path)
      try client.deliver(frame, inPiecesOf: 997)
      #expect(try client.frame() == frame)
    }
  }
}

extension WebSocketClient {
  func deliver(_ frame: Frame, inPiecesOf size: Int) throws {
    let bytes = Self.bytes(frame)
    for start in stride(from: 0, to: bytes.count, by: size) {
      try socket.send(Array(bytes[start..<min(start + size, bytes.count)]))
    }
  }
}
