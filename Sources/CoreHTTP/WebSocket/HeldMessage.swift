internal import Bytes
internal import CBeast

/// The bytes of a message, which the server counts as long as anybody keeps a part of them.
final class HeldMessage: @unchecked Sendable {
  private let bytes: SharedBytes
  private let held: OpaquePointer
  /// What counts has to outlive this.
  private let loop: HTTPLoop

  private init(_ bytes: SharedBytes, _ held: OpaquePointer, on loop: HTTPLoop) {
    self.bytes = bytes
    self.held = held
    self.loop = loop
  }

  deinit { cbeast_held_free(held) }

  /// Copies the message that a WebSocket is telling of; on the loop's thread.
  static func copy(_ message: UnsafeRawBufferPointer, of socket: OpaquePointer, on loop: HTTPLoop) -> SharedBytes {
    let bytes = SharedBytes(copying: message)
    guard let held = cbeast_websocket_hold(socket, message.count) else { return bytes }
    return SharedBytes(base: bytes.base, count: bytes.count, owner: HeldMessage(bytes, held, on: loop))
  }
}
