internal import Glibc

/// A connected socket, which is closed when nobody uses it any more: neither who serves it nor a thread that still
/// waits on it.
final class Socket: Sendable {
  let descriptor: Int32
  /// Of the client, as `SocketName` writes it. It proves nothing about who that is.
  let peer: String
  let silence: Silence

  /// Takes the descriptor over.
  init(_ descriptor: Int32, peer: String, idleTimeout: Duration) {
    self.descriptor = descriptor
    self.peer = peer
    silence = Silence(limit: idleTimeout)
  }

  deinit { close(descriptor) }

  /// Ends the connection in both directions: a thread that waits on it goes on.
  func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Sees to it that a peer that is gone, or takes nothing of what is sent to it, does not stay for ever.
  func bound(silenceSeconds: Int32) {
    var one: Int32 = 1
    var milliseconds = silenceSeconds * 1000
    let size = socklen_t(MemoryLayout<Int32>.size)
    // Fails for a Unix socket, whose peers are processes of this machine and end when these do.
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &one, size)
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size)
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, size)
  }
}
