package import Bytes
internal import CGRPC

extension ServerStream {
  /// The next message; nil once the client has sent its last.
  ///
  /// - Throws: `cancelled` when the call was reset or the calling task was cancelled.
  package func next() async throws(GRPCError) -> SharedBytes? {
    while true {
      switch await awaitEvent() {
      case .message(let message): return message
      case .ended: return nil
      case .draining: continue
      case .failed: throw GRPCError(.cancelled, "the stream was cancelled")
      }
    }
  }

  /// The next thing that happens to the receiving half; `failed` too when the calling task was cancelled.
  package func nextEvent() async -> StreamEvent {
    await awaitEvent()
  }

  /// Sends a message without waiting; from any thread.
  ///
  /// - Returns: false, and nothing was sent, when the stream holds `streamHighWaterBytes` already, when it is over, or
  ///   when the message is larger than the server may send.
  package func enqueue(_ message: SharedBytes) -> Bool {
    message.count <= acceptor.maxSendMessageBytes && offer(message) == .accepted
  }

  /// Sends a message, waiting while the stream holds `streamHighWaterBytes` or more; from any task.
  ///
  /// - Throws: `cancelled` when the stream is over or the calling task was cancelled, `resourceExhausted` when the
  ///   message is larger than the server may send.
  package func send(_ message: SharedBytes) async throws(GRPCError) {
    guard message.count <= acceptor.maxSendMessageBytes else {
      throw GRPCError(.resourceExhausted, "the message is larger than the server may send")
    }
    guard await offerWaiting(message) else { throw GRPCError(.cancelled, "the stream is over") }
  }

  /// Sends initial metadata now instead of with the first message. Without effect once any was sent.
  package func sendInitialMetadata(_ metadata: Metadata) {
    withState { state in
      if let write = state.outbound.flushMetadata(metadata) { start(write, &state) }
    }
  }

  var messageSlot: UnsafeMutablePointer<UnsafeMutablePointer<grpc_byte_buffer>?> { block.pointer(to: \.message)! }

  func startBatch(
    _ write: StreamState<Ending>.Outbound.Write, _ outbound: inout StreamState<Ending>.Outbound
  ) -> grpc_call_error {
    let result = tryBatch(write)
    guard result == GRPC_CALL_ERROR_INVALID_METADATA else { return result }
    for sender in outbound.close() { sender.resume(returning: false) }
    let status = GRPCStatus(.internal, "the answer's metadata is not valid")
    return tryBatch(
      OutboundQueue.Write(
        metadata: write.metadata.map { _ in Metadata() }, ending: Ending(status: status, metadata: Metadata())))
  }

  private func tryBatch(_ write: StreamState<Ending>.Outbound.Write) -> grpc_call_error {
    start(.sent, on: handle) { batch in
      if let metadata = write.metadata { batch.sendInitialMetadata(metadata) }
      if let message = write.message { batch.sendMessage(message, isFollowed: write.isFollowed) }
      if let ending = write.ending { batch.sendStatus(ending.status, ending.metadata) }
    }
  }
}
