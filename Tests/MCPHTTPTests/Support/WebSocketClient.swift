import CoreHTTP
import Testing

/// A client that says exactly the frames a test gives it (RFC 6455, section 5).
final class WebSocketClient: Sendable {
  struct Frame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    /// The three reserved bits, as in the first byte.
    var reserved: UInt8 = 0

    static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }
    static func binary(_ bytes: [UInt8]) -> Frame { Frame(opcode: 2, payload: bytes) }
    static func ping(_ text: String) -> Frame { Frame(opcode: 9, payload: Array(text.utf8)) }
    static func pong(_ text: String) -> Frame { Frame(opcode: 10, payload: Array(text.utf8)) }

    static func close(_ code: UInt16, _ reason: String = "") -> Frame {
      Frame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    /// A part of a message: the first has the message's opcode, the others 0.
    static func part(_ opcode: UInt8, _ text: String, isFinal: Bool = false) -> Frame {
      Frame(opcode: opcode, payload: Array(text.utf8), isFinal: isFinal)
    }

    /// The code of a close frame.
    var code: UInt16? {
      opcode == 8 && payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil
    }
  }

  let socket: RawClient
  /// The header of the handshake's answer.
  let headers: [String: String]

  /// Opens a WebSocket; `fields` are further lines of the handshake.
  init(_ socket: RawClient, path: String = "/", fields: String = "") throws {
    self.socket = socket
    try socket.send(Self.handshake(path: path, fields: fields))
    let (status, headers) = try #require(socket.head())
    try #require(status == 101)
    self.headers = headers
  }

  /// The key is that of RFC 6455, section 1.3.
  static func handshake(path: String = "/", fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(fields)\r\n"
  }

  /// The bytes of a frame, masked as a client has to.
  static func bytes(_ frame: Frame, isMasked: Bool = true) -> [UInt8] {
    var bytes = [frame.opcode | frame.reserved | (frame.isFinal ? 0x80 : 0)]
    let maskBit: UInt8 = isMasked ? 0x80 : 0
    let count = frame.payload.count
    switch count {
    case ..<126: bytes.append(maskBit | UInt8(count))
    case ..<65536: bytes += [maskBit | 126, UInt8(count >> 8), UInt8(count & 0xFF)]
    default: bytes += [maskBit | 127] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
    }
    guard isMasked else { return bytes + frame.payload }
    let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    return bytes + mask + frame.payload.enumerated().map { $1 ^ mask[$0 % 4] }
  }

  func send(_ frames: Frame...) throws { try socket.send(frames.flatMap { Self.bytes($0) }) }

  /// The next frame; nil at the end of the connection.
  func frame() throws -> Frame? {
    let start = socket.read(2)
    guard start.count == 2 else { return nil }
    try #require(start[1] & 0x80 == 0, "a server does not mask")
    var count = Int(start[1])
    if count >= 126 {
      count = socket.read(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
    }
    return Frame(
      opcode: start[0] & 0x0F, payload: socket.read(count), isFinal: start[0] & 0x80 != 0, reserved: start[0] & 0x70)
  }

  /// The code with which the server closes, after which the connection has to end; messages before are passed over.
  func closeCode() throws -> UInt16? {
    while let frame = try frame() {
      guard frame.opcode == 8 else { continue }
      try socket.send(Self.bytes(frame))
      socket.finishSending()
      #expect(socket.isEnded(), "nothing follows a close frame")
      return frame.code
    }
    return nil
  }
}
