internal import CGRPC

/// What a tag says about the operation that ended. It travels in the low four bits of the tag.
enum Operation: UInt {
  /// A new call arrived, or never will because the server is shutting down.
  case arrived
  /// The answer of a unary call, or the status of a stream, is out.
  case finished
  /// The call is over on a server, with or without an answer, or a client has its status.
  case closed
  /// A client has the server's initial metadata.
  case opened
  /// A message was received, or the peer has no more.
  case received
  /// A message was accepted by flow control.
  case sent
  /// A server has no more calls.
  case drained
}

/// What the event loop does with a target after one of its operations ended.
enum Disposition {
  case keep
  /// Nothing is outstanding: the target may be used again if nobody else holds it.
  case reuse
}

/// An object that operations of the core report to.
///
/// A tag is the object's address with the operation in the low bits, which are zero because the Swift runtime aligns
/// objects to 16 bytes. Every outstanding tag holds one reference, so a target lives until its last tag came back,
/// whatever becomes of the task that waits for it.
package class CompletionTarget: @unchecked Sendable {
  init() {}

  /// Called on the event loop's thread when an operation ended.
  func complete(_ operation: Operation, success: Bool) -> Disposition {
    fatalError("a completion target handles its operations")
  }

  /// Called on the event loop's thread when `complete` said `reuse` and nobody else holds the target.
  func recycle() {}

  /// A tag for an operation about to start; it holds a reference.
  @inline(__always)
  final func makeTag(_ operation: Operation) -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(self).toOpaque() + Int(operation.rawValue)
  }

  /// Gives a tag's reference back when its operation did not start.
  final func dropTag() {
    Unmanaged.passUnretained(self).release()
  }

  /// Starts a batch on `call` that reports `operation` to this target. When the core refuses it, nothing happened.
  @inline(__always)
  final func start(
    _ operation: Operation, on call: OpaquePointer, _ build: (inout Batch) -> Void
  ) -> grpc_call_error {
    let result = Batch.start(on: call, tag: makeTag(operation), build)
    if result != GRPC_CALL_OK { dropTag() }
    return result
  }
}
