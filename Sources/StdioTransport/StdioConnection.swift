/// Why this room exists: it carries JSON-RPC messages as lines (MCP, Transports, stdio), over two file descriptors or
/// over the sockets of those who connect. It imports Bytes, JSON, MCPBridge and MCPEngine, and knows no message.

package import Bytes
package import MCPBridge
package import MCPEngine
internal import Synchronization

/// Lines over two file descriptors, which stay the caller's, or over a socket.
package final class StdioConnection: FrameConnection {
  /// What stdio can carry: everything.
  package static let abilities = CarrierAbilities(transport: "stdio", carriesNotifications: true)

  private let reader: LineReader
  private let writer: LineWriter
  private let onEnd: @Sendable () -> Void
  private let immediate = Mutex<Immediate?>(nil)

  /// A function by itself in a `Mutex` would be wrapped once more each time that somebody looks at it.
  private struct Immediate {
    let receive: @Sendable (FrameEvent) -> Bool
  }

  /// - Parameters:
  ///   - maxLineBytes: a longer line is passed over.
  ///   - outputBufferBytes: what waits to be written before senders have to wait.
  ///   - onEnd: called when nothing more will be read.
  package init(
    input: Int32 = 0, output: Int32 = 1, maxLineBytes: Int, outputBufferBytes: Int = 1 << 20,
    onEnd: @escaping @Sendable () -> Void = {}
  ) {
    guard let reader = LineReader(input, maxLineBytes: maxLineBytes) else {
      preconditionFailure("a program that has just begun has descriptors left")
    }
    self.onEnd = onEnd
    self.reader = reader
    writer = LineWriter(output, bufferBytes: outputBufferBytes)
  }

  /// Lines of a socket; nil where the process has no descriptors left.
  init?(
    _ socket: Socket, maxLineBytes: Int, outputBufferBytes: Int = 1 << 20, onEnd: @escaping @Sendable () -> Void
  ) {
    guard let reader = LineReader(socket.descriptor, maxLineBytes: maxLineBytes, socket: socket) else { return nil }
    self.onEnd = onEnd
    self.reader = reader
    writer = LineWriter(socket.descriptor, bufferBytes: outputBufferBytes, socket: socket)
  }

  package func next() async -> FrameEvent {
    let receive = immediate.withLock { $0 }?.receive
    if let event = reader.buffered(receive: receive) { return told(event) }
    guard flush() else { return told(.reset) }
    return told(await reader.next(receive: receive) { [self] in flush() })
  }

  /// What has been answered so far goes out in one write before this waits for more.
  ///
  /// - Returns: whether there is somebody who reads it.
  private func flush() -> Bool {
    writer.flush()
    return !writer.isBroken
  }

  package func receiveImmediately(_ body: (@Sendable (FrameEvent) -> Bool)?) {
    immediate.withLock { $0 = body.map(Immediate.init) }
  }

  private func told(_ event: FrameEvent) -> FrameEvent {
    switch event {
    case .frame, .oversized: break
    case .ended, .draining, .reset:
      writer.flush()
      onEnd()
    }
    return event
  }

  package func offer(_ frame: SharedBytes) -> Bool { writer.offer(frame) }

  package func send(_ frame: SharedBytes) async { await writer.send(frame) }

  /// Ends reading; `next` says that the server drains.
  package func beginDraining() { reader.stop() }

  /// Returns when everything sent has been written, or nobody reads it any more.
  package func finish() async { await writer.finish() }

  /// Gives up a peer that does not read: what waits to be written is dropped.
  package func abandon() { writer.abandon() }
}
