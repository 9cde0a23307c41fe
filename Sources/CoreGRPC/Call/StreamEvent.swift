package import Bytes
internal import Handoff

/// What a reader of a stream gets.
package enum StreamEvent: InboundEvent {
  case message(SharedBytes)
  /// The peer will send no more.
  case ended
  /// The server has begun to shut down; said once. Messages may still follow.
  case draining
  /// The call was cancelled, its deadline passed, or its connection broke.
  case failed
}
