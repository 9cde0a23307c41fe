internal import Bytes
internal import CGRPC
internal import Handoff
internal import Synchronization

/// The call behind a `ClientStream`: it lives until its last operation came back.
final class ClientStreamCall: ClientCall, MessageStream, @unchecked Sendable {
  /// Closes the sending half; a client has nothing more to say.
  struct Ending {}

  /// Open once the server's initial metadata came, or never will.
  let opened = Gate()
  /// Open once the status came.
  let closed = Gate()
  private let state: Mutex<StreamState<Ending>>

  override init(channel: GRPCChannel) {
    let highWaterBytes = channel.configuration.streamHighWaterBytes
    // Initial metadata does not wait for the first message on a client: `run` sends it.
    state = Mutex(StreamState(outbound: OutboundQueue(highWaterBytes: highWaterBytes, metadata: nil)))
    super.init(channel: channel)
  }

  func withState<Result>(_ body: (inout StreamState<Ending>) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  var messageSlot: UnsafeMutablePointer<UnsafeMutablePointer<grpc_byte_buffer>?> { block.pointer(to: \.message)! }

  /// Starts the call.
  func run(_ path: String, _ options: CallOptions) throws(GRPCError) {
    try open(path, deadline: options.deadline)
    let result = withState { state in
      let result = start(.closed, on: handle) { batch in
        batch.sendInitialMetadata(of: options)
        batch.receiveStatus(into: block)
      }
      guard result == GRPC_CALL_OK else { return result }
      let opening = start(.opened, on: handle) {
        $0.receiveInitialMetadata(block.pointer(to: \.initialMetadata)!)
      }
      if opening != GRPC_CALL_OK { grpc_call_cancel(handle, nil) }
      receiveNext(&state)
      return result
    }
    guard result == GRPC_CALL_OK else { throw GRPCError(refused: result) }
  }

  override func complete(_ operation: Operation, success: Bool) -> Disposition {
    switch operation {
    case .opened: opened.open()
    case .received:
      if let message = takeMessage() { received(message) } else { receivedNothing() }
    case .sent: sent(success)
    case .closed:
      over(isReset: false)
      channel.remove(self)
      opened.open()
      closed.open()
    default: break
    }
    return .keep
  }

  func startBatch(_ write: borrowing StreamState<Ending>.Outbound.Write) -> grpc_call_error {
    start(.sent, on: handle) { batch in
      if let message = write.message { batch.sendMessage(message, isFollowed: write.isFollowed) }
      if write.ending != nil { batch.sendClose() }
    }
  }
}
