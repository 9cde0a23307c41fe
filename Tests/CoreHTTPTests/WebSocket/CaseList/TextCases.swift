import TestSupport
import Testing

@Suite("The case list: UTF-8")
struct TextCases {
  typealias Frame = WebSocketClient.Frame

  /// "κόσμε", with its accent in one character.
  static let cosmos: [UInt8] = [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5]
  static let hello = Array("Hello-µ@ßöäüàá-UTF-8!!".utf8)
  /// The word, a surrogate, and more: as in 6.3.
  static let spoiled = cosmos + [0xED, 0xA0, 0x80] + Array("edited".utf8)

  static func message(_ bytes: [UInt8]) -> Frame { Frame(opcode: 1, payload: bytes) }

  @Test("6.1: empty fragments, and one with something in between", arguments: ListedCase.paths)
  func emptyFragments(path: String) async throws {
    let start = Frame.part(1, ""), end = Frame.part(0, "", isFinal: true)
    try await ListedCase("6.1.1", .send(.text("")), .expect(.text(""))).run(path: path)
    try await ListedCase("6.1.2", .send(start, .part(0, ""), end), .expect(.text(""))).run(path: path)
    try await ListedCase("6.1.3", .send(start, .part(0, "middle"), end), .expect(.text("middle"))).run(path: path)
  }

  @Test("6.2: text in one frame, two, and one for each octet", arguments: [hello.count, 12, 1], ListedCase.paths)
  func fragmented(size: Int, path: String) async throws {
    try await Self.expect(isValid: true, [Self.hello, Self.cosmos], fragmentBytes: size, path: path)
  }

  @Test(
    "6.3: what is no text, in one frame, and in one for each octet", arguments: [spoiled.count, 1], ListedCase.paths)
  func refused(size: Int, path: String) async throws {
    try await Self.expect(isValid: false, [Self.spoiled], fragmentBytes: size, path: path)
  }

  /// Where the text is cut: before what spoils it, or in the middle of that, with the octet that settles it.
  static let cuts = [(cosmos.count, cosmos.count + 4), (cosmos.count + 1, cosmos.count + 2)]
  static let beyondUnicode = cosmos + [0xF4, 0x90, 0x80, 0x80] + Array("edited".utf8)

  @Test("6.4.1 and 6.4.2: refused with the fragment that settles it, the first having been taken", arguments: cuts)
  func failsFastInFragments(first: Int, second: Int) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      try client.send(
        Frame(opcode: 1, payload: Array(Self.beyondUnicode[..<first]), isFinal: false), .ping("well so far"))
      #expect(try client.frame() == .pong("well so far"))
      try client.send(Frame(opcode: 0, payload: Array(Self.beyondUnicode[first..<second]), isFinal: false))
      #expect(try client.closeCode() == 1007)
    }
  }

  @Test("6.4.3 and 6.4.4: refused with the octet that settles it, in the middle of a frame", arguments: cuts)
  func failsFastInFrame(first: Int, second: Int) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect())
      let bytes = WebSocketClient.bytes(Self.message(Self.beyondUnicode))
      // Two octets, four of the mask, then the text.
      try client.socket.send(Array(bytes[..<(6 + first)]))
      try client.socket.send(Array(bytes[(6 + first)..<(6 + second)]))
      // Before any more is sent.
      #expect(try client.code() == 1007)
      client.socket.finishSending()
      #expect(client.socket.isEnded())
    }
  }

  @Test("6.5 to 6.23", arguments: TextSequences.all, ListedCase.paths)
  func sequences(of chapter: TextSequences, path: String) async throws {
    try await Self.expect(isValid: true, chapter.valid, path: path)
    try await Self.expect(isValid: false, chapter.invalid, path: path)
  }

  static func expect(isValid: Bool, _ texts: [[UInt8]], fragmentBytes: Int? = nil, path: String) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      for bytes in texts {
        let client = try WebSocketClient(server.connect(), path: path)
        let frame = message(bytes)
        for part in frame.fragments(of: fragmentBytes ?? bytes.count) { try client.send(part) }
        if isValid {
          #expect(try client.frame() == frame)
        } else {
          #expect(try client.closeCode() == 1007, "\(bytes)")
        }
      }
    }
  }
}
