internal import CGRPC

/// A call of a method the server does not have: answered UNIMPLEMENTED at once.
final class UnknownCall: ServerCall, @unchecked Sendable {
  private let server: OpaquePointer
  private let details: UnsafeMutablePointer<grpc_call_details>

  init(server: OpaquePointer, loop: EventLoop) {
    self.server = server
    details = .allocate(capacity: 1)
    grpc_call_details_init(details)
    super.init(loop: loop)
  }

  deinit {
    grpc_call_details_destroy(details)
    details.deallocate()
  }

  /// Asks the core for a call that no registered method takes.
  func request() {
    let result = grpc_server_request_call(
      server, block.pointer(to: \.call)!, details, block.pointer(to: \.metadata)!, loop.queue, loop.queue,
      makeTag(.arrived))
    if result != GRPC_CALL_OK { dropTag() }
  }

  override func complete(_ operation: Operation, success: Bool) -> Disposition {
    guard operation == .arrived, success else { return .keep }
    UnknownCall(server: server, loop: loop).request()
    let result = start(.finished, on: handle) { batch in
      batch.sendInitialMetadata(Metadata())
      batch.sendStatus(GRPCStatus(.unimplemented, "unknown method"), Metadata())
      batch.receiveClose(block.pointer(to: \.wasCancelled)!)
    }
    if result != GRPC_CALL_OK { grpc_call_cancel(handle, nil) }
    return .keep
  }
}
