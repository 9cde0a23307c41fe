package import Bytes
internal import CGRPC
internal import Synchronization

extension ServerStream {
  /// The next message; nil once the client has sent its last.
  ///
  /// - Throws: `cancelled` when the call was reset or the calling task was cancelled.
  package func next() async throws(GRPCError) -> SharedBytes? {
    while true {
      switch await nextEvent() {
      case .message(let message): return message
      case .ended: return nil
      case .draining: continue
      case .failed: throw GRPCError(.cancelled, "the stream was cancelled")
      }
    }
  }

  /// The next thing that happens to the receiving half; `failed` too when the calling task was cancelled.
  package func nextEvent() async -> StreamEvent {
    // The handler's own task, unlike its children, is cancelled with the call: no cancellation handler is needed.
    isHandlerTask ? await suspendForEvent(checksCancellation: false) : await awaitEvent()
  }

  /// Whether `enqueue` would take a message now. Another task may be faster, so what `enqueue` says counts.
  package var hasRoom: Bool { withState { $0.outbound.hasRoom } }

  /// Sends a message without waiting; from any thread.
  ///
  /// - Returns: false, and nothing was sent, when the stream holds `streamHighWaterBytes` already, when it is over, or
  ///   when the message is larger than the server may send.
  package func enqueue(_ message: SharedBytes) -> Bool {
    guard message.count <= acceptor.setup.configuration.maxSendMessageBytes else { return false }
    let isOnLoop = loop.isCurrent
    let place = withState { state -> Place in
      switch state.outbound.offer(message, canWait: isOnLoop) {
      case .write(let write):
        start(write)
        return .queued
      case .queued: return .queued
      case .waiting: return .waiting
      case .full: return .none
      case .closed: return .none
      }
    }
    if place == .waiting { loop.flushSoon(self) }
    return place != .none
  }

  /// Where a message went.
  private enum Place {
    case queued, waiting, none
  }

  /// Writes what `enqueue` let wait; on the loop's thread.
  func flush() {
    withState { state in
      if let write = state.outbound.flush() { start(write) }
    }
  }

  /// Sends a message, waiting while the stream holds `streamHighWaterBytes` or more; from any task.
  ///
  /// - Throws: `cancelled` when the stream is over or the calling task was cancelled, `resourceExhausted` when the
  ///   message is larger than the server may send.
  package func send(_ message: SharedBytes) async throws(GRPCError) {
    guard message.count <= acceptor.setup.configuration.maxSendMessageBytes else {
      throw GRPCError(.resourceExhausted, "the message is larger than the server may send")
    }
    guard await offerWaiting(message) else { throw GRPCError(.cancelled, "the stream is over") }
  }

  /// Sends initial metadata now instead of with the first message. Without effect once any was sent.
  package func sendInitialMetadata(_ metadata: Metadata) {
    guard metadata.isValid else { return end(Ending(status: .invalidMetadata, metadata: Metadata())) }
    withState { state in
      if let write = state.outbound.flushMetadata(metadata) { start(write) }
    }
  }

  /// Sets the metadata that goes out with the status.
  package func setTrailingMetadata(_ metadata: Metadata) {
    trailingMetadata.withLock { $0 = metadata }
  }

  /// Sends the handler's status after everything accepted before.
  func finish(_ status: GRPCStatus) {
    let metadata = trailingMetadata.withLock { $0 }
    end(
      metadata.isValid
        ? Ending(status: status, metadata: metadata)
        : Ending(status: .invalidMetadata, metadata: Metadata()))
  }

  var messageSlot: UnsafeMutablePointer<UnsafeMutablePointer<grpc_byte_buffer>?> { block.pointer(to: \.message)! }

  func startBatch(_ write: borrowing StreamState<Ending>.Outbound.Write) -> grpc_call_error {
    start(.sent, on: handle) { batch in
      if let metadata = write.metadata { batch.sendInitialMetadata(metadata) }
      if let message = write.message { batch.sendMessage(message, isFollowed: write.isFollowed) }
      if let ending = write.ending { batch.sendStatus(ending.status, ending.metadata) }
    }
  }
}
