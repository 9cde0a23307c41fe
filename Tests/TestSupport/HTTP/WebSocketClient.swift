/// A client that says exactly the frames a test gives it (RFC 6455, section 5).
package final class WebSocketClient: Sendable {
  package struct Frame: Equatable {
    package var opcode: UInt8
    package var payload: [UInt8]
    package var isFinal = true
    /// The three reserved bits, as in the first byte.
    package var reserved: UInt8 = 0

    package init(opcode: UInt8, payload: [UInt8], isFinal: Bool = true, reserved: UInt8 = 0) {
      self.opcode = opcode
      self.payload = payload
      self.isFinal = isFinal
      self.reserved = reserved
    }

    package static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }
    package static func binary(_ bytes: [UInt8]) -> Frame { Frame(opcode: 2, payload: bytes) }
    package static func ping(_ text: String) -> Frame { Frame(opcode: 9, payload: Array(text.utf8)) }
    package static func pong(_ text: String) -> Frame { Frame(opcode: 10, payload: Array(text.utf8)) }

    package static func close(_ code: UInt16, _ reason: String = "") -> Frame {
      Frame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    /// A part of a message: the first has the message's opcode, the others 0.
    package static func part(_ opcode: UInt8, _ text: String, isFinal: Bool = false) -> Frame {
      Frame(opcode: opcode, payload: Array(text.utf8), isFinal: isFinal)
    }

    /// The code of a close frame.
    package var code: UInt16? {
      opcode == 8 && payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil
    }
  }

  package let socket: RawClient
  /// The header of the handshake's answer.
  package let headers: [String: String]

  /// Opens a WebSocket; `fields` are further lines of the handshake.
  package init(_ socket: RawClient, path: String = "/", fields: String = "") throws {
    self.socket = socket
    try socket.send(Self.handshake(path: path, fields: fields))
    let (status, headers) = try required(socket.head(), "no answer to the handshake")
    guard status == 101 else { throw TestFailure("the handshake is answered by \(status)") }
    self.headers = headers
  }

  /// The key is that of RFC 6455, section 1.3.
  package static func handshake(path: String = "/", fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(fields)\r\n"
  }

  /// The bytes of a frame, masked as a client has to.
  package static func bytes(_ frame: Frame, isMasked: Bool = true) -> [UInt8] {
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
    bytes += mask
    let start = bytes.count
    bytes += frame.payload
    // Large messages are masked in builds without optimization too.
    bytes.withUnsafeMutableBufferPointer { bytes in
      for index in 0..<count { bytes[start + index] ^= mask[index & 3] }
    }
    return bytes
  }

  package func send(_ frames: Frame...) throws { try socket.send(frames.flatMap { Self.bytes($0) }) }

  /// The next frame that is no ping, which a client that has been slow for long is sent; nil at the end.
  package func frame() throws -> Frame? {
    while let frame = try anyFrame() {
      if frame.opcode != 9 { return frame }
    }
    return nil
  }

  /// The next frame; nil at the end of the connection.
  package func anyFrame() throws -> Frame? {
    let start = socket.read(2)
    guard start.count == 2 else { return nil }
    guard start[1] & 0x80 == 0 else { throw TestFailure("a server does not mask") }
    var count = Int(start[1])
    if count >= 126 {
      count = socket.read(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
    }
    return Frame(
      opcode: start[0] & 0x0F, payload: socket.read(count), isFinal: start[0] & 0x80 != 0, reserved: start[0] & 0x70)
  }

  /// The code of the next frame; nil where it is none to close with.
  package func code() throws -> UInt16? { try frame()?.code }
  package func opcode() throws -> UInt8? { try anyFrame()?.opcode }

  /// The code with which the server closes, after which the connection has to end; messages before are passed over.
  package func closeCode() throws -> UInt16? {
    while let frame = try frame() {
      guard frame.opcode == 8 else { continue }
      try socket.send(Self.bytes(frame))
      socket.finishSending()
      guard socket.isEnded() else { throw TestFailure("something follows a close frame") }
      return frame.code
    }
    return nil
  }
}
