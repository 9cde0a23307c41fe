internal import Bytes
internal import CGRPC
internal import Synchronization

/// One request and its response: everything in one batch, so one event.
final class ClientUnaryCall: ClientCall, @unchecked Sendable {
  /// Resumed once, when the batch came back.
  private var continuation: UnsafeContinuation<Void, Never>?

  func run(_ path: String, _ message: SharedBytes, _ options: CallOptions) async throws(GRPCError) -> GRPCResponse {
    try open(path, deadline: options.deadline)
    var refusal = GRPC_CALL_OK
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        // Written before the batch starts, read on the loop's thread after it ended.
        self.continuation = continuation
        refusal = start(message, options)
        if refusal != GRPC_CALL_OK { continuation.resume() }
      }
    } onCancel: {
      cancel()
    }
    guard refusal == GRPC_CALL_OK else { throw GRPCError(refused: refusal) }
    let status = status
    guard status.isOK else { throw GRPCError(status) }
    guard let message = takeMessage() else { throw GRPCError(.internal, "the server sent no response message") }
    return GRPCResponse(
      message: message, initialMetadata: initialMetadata, trailingMetadata: trailingMetadata)
  }

  override func complete(_ operation: Operation, success: Bool) -> Disposition {
    continuation?.resume()
    continuation = nil
    return .keep
  }

  private func start(_ message: SharedBytes, _ options: CallOptions) -> grpc_call_error {
    start(.closed, on: handle) { batch in
      batch.sendInitialMetadata(of: options)
      batch.sendMessage(message)
      batch.sendClose()
      batch.receiveInitialMetadata(block.pointer(to: \.initialMetadata)!)
      batch.receiveMessage(block.pointer(to: \.message)!)
      batch.receiveStatus(into: block)
    }
  }
}
