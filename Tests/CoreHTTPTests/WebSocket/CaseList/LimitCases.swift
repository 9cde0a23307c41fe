import TestSupport
import Testing

@Suite("The case list: limits and performance")
struct LimitCases {
  typealias Frame = WebSocketClient.Frame

  static func frame(_ opcode: UInt8, _ count: Int) -> Frame {
    Frame(opcode: opcode, payload: [UInt8](repeating: opcode == 1 ? 0x2A : 0xFE, count: count))
  }

  /// In one frame, or in fragments of a size.
  static func expectEcho(_ frame: Frame, fragmentBytes: Int? = nil, path: String) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: path)
      for part in frame.fragments(of: fragmentBytes ?? frame.payload.count) { try client.send(part) }
      #expect(try client.frame() == frame)
      try client.send(.close(1000))
      #expect(try client.code() == 1000)
    }
  }

  @Test(
    "9.1 and 9.2: messages of 64 KiB to 16 MiB", arguments: [1, 2] as [UInt8],
    [64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20])
  func large(opcode: UInt8, count: Int) async throws {
    try await Self.expectEcho(Self.frame(opcode, count), path: count > 4 << 20 ? "/now" : "/")
  }

  /// The message has 1 MiB instead of 4 where its fragments are the smallest, since these make the time.
  @Test(
    "9.3 and 9.4: in fragments of 64 bytes to 4 MiB", arguments: [1, 2] as [UInt8],
    [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20])
  func fragmented(opcode: UInt8, fragmentBytes: Int) async throws {
    let frame = Self.frame(opcode, fragmentBytes < 1 << 10 ? 1 << 20 : 4 << 20)
    try await Self.expectEcho(frame, fragmentBytes: fragmentBytes, path: "/")
  }

  @Test(
    "9.5 and 9.6: 1 MiB in pieces of 64 to 2048 octets", arguments: [1, 2] as [UInt8], [64, 128, 256, 512, 1024, 2048])
  func pieces(opcode: UInt8, size: Int) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: "/")
      let frame = Self.frame(opcode, 1 << 20)
      try client.deliver(frame, inPiecesOf: size)
      #expect(try client.frame() == frame)
    }
  }

  @Test("9.7 and 9.8: 1,000 messages, one after the other", arguments: [1, 2] as [UInt8], [0, 16, 64, 256, 1024, 4096])
  func roundTrips(opcode: UInt8, count: Int) async throws {
    try await withServer(ListedCase.configuration, handler: echoes) { server in
      let client = try WebSocketClient(server.connect(), path: "/now")
      let frame = Self.frame(opcode, count)
      for _ in 0..<1000 {
        try client.send(frame)
        #expect(try client.frame() == frame)
      }
    }
  }

  @Test("10.1.1: 64 KiB in fragments of 1,300 bytes", arguments: ListedCase.paths)
  func automaticFragments(path: String) async throws {
    try await Self.expectEcho(Self.frame(1, 65536), fragmentBytes: 1300, path: path)
  }
}

extension WebSocketClient.Frame {
  /// The same message in several frames.
  func fragments(of size: Int) -> [WebSocketClient.Frame] {
    guard size < payload.count else { return [self] }
    return stride(from: 0, to: payload.count, by: size).map { start in
      let end = min(start + size, payload.count)
      return WebSocketClient.Frame(
        opcode: start == 0 ? opcode : 0, payload: Array(payload[start..<end]), isFinal: end == payload.count)
    }
  }
}
