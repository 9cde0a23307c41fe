internal import Bytes
internal import MCPBridge
internal import Synchronization

/// Lines of a socket, whose first has to begin like a message. A web page can make a browser post anything to any port:
/// of such a request the first line is HTTP's, and the body, which could be a message, is never read.
final class SocketLines: FrameConnection {
  private let connection: StdioConnection
  private let isTrusted = Atomic(false)

  init(_ connection: StdioConnection) {
    self.connection = connection
  }

  func next() async -> FrameEvent {
    let event = await connection.next()
    guard !isTrusted.load(ordering: .relaxed) else { return event }
    switch event {
    case .frame(let line):
      guard Self.beginsLikeAMessage(line) else { return .reset }
      isTrusted.store(true, ordering: .relaxed)
      return event
    case .oversized: return .reset
    case .ended, .draining, .reset: return event
    }
  }

  func receiveImmediately(_ body: (@Sendable (FrameEvent) -> Bool)?) {
    guard let body else { return connection.receiveImmediately(nil) }
    connection.receiveImmediately { [self] event in isTrusted.load(ordering: .relaxed) && body(event) }
  }

  private static func beginsLikeAMessage(_ line: SharedBytes) -> Bool {
    line.withUnsafeBytes { bytes in
      let first = bytes.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
      return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
  }

  func offer(_ frame: SharedBytes) -> Bool { connection.offer(frame) }

  func send(_ frame: SharedBytes) async { await connection.send(frame) }
}
