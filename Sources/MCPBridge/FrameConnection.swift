/// Why this room exists: JSON-RPC as text is the same over every carrier of text, so what reads, frames and answers it
/// stands here once. It imports Bytes, JSON, MCPModel and MCPEngine, and knows no transport.

package import Bytes

/// A transport that carries frames of bytes, each one JSON text: a line, or a WebSocket message.
package protocol FrameConnection: AnyObject, Sendable {
  /// The next event. Called by one task at a time.
  func next() async -> FrameEvent

  /// Lets `body` see each frame first, before `next` returns it and without waking the task that waits there. It says
  /// whether it has dealt with the frame; one that it has not is what `next` returns next. Nil ends that. A connection
  /// that has no such way need do nothing.
  func receiveImmediately(_ body: (@Sendable (FrameEvent) -> Bool)?)

  /// Takes a frame if there is room for it at once, and says whether it did; it may be held back until
  /// `next` is called. A frame has no line break in it.
  func offer(_ frame: SharedBytes) -> Bool

  /// Takes a frame; suspends while the peer reads too slowly. A frame that can no longer be delivered is dropped.
  func send(_ frame: SharedBytes) async
}

extension FrameConnection {
  package func receiveImmediately(_ body: (@Sendable (FrameEvent) -> Bool)?) {}
}

package enum FrameEvent: Sendable {
  case frame(SharedBytes)
  /// A frame was larger than the transport takes, and has been passed over.
  case oversized(limitBytes: Int)
  case ended
  case draining
  case reset
}
