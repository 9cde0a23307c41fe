internal import Bytes
internal import CGRPC
internal import Handoff

/// What the two directions of a stream have in common on a server and on a client: who waits, what is under way.
///
/// Batches start while this is locked, and none once the call is over: from then on the event loop may end any time.
struct StreamState<Ending: Sendable>: Sendable {
  typealias Outbound = OutboundQueue<Ending, UnsafeContinuation<Bool, Never>>

  var inbound = InboundSlot<StreamEvent, UnsafeContinuation<StreamEvent, Never>>()
  var outbound: Outbound
  /// The call was cancelled, its deadline passed, or its connection broke.
  var isReset = false
  /// No batch may start any more.
  var isOver = false
}

/// A call with messages in both directions.
protocol MessageStream: CompletionTarget {
  /// What closes the sending half.
  associatedtype Ending: Sendable

  var handle: OpaquePointer { get }
  /// Where a receive operation puts its message.
  var messageSlot: UnsafeMutablePointer<UnsafeMutablePointer<grpc_byte_buffer>?> { get }
  func withState<Result>(_ body: (inout StreamState<Ending>) -> Result) -> Result
  /// Starts a batch that reports `sent`.
  func startBatch(_ write: borrowing StreamState<Ending>.Outbound.Write) -> grpc_call_error
}

extension MessageStream {
  /// The next thing that happens to the receiving half; `failed` too when the calling task was cancelled.
  func awaitEvent() async -> StreamEvent {
    if let event = withState({ take(&$0) }) { return event }
    return await withTaskCancellationHandler {
      await suspendForEvent(checksCancellation: true)
    } onCancel: {
      stopWaiting()
    }
  }

  /// Suspends the reader until there is an event; for a task that is cancelled with the call only, which ends the wait
  /// anyway, there is no need to check.
  func suspendForEvent(checksCancellation: Bool) async -> StreamEvent {
    await withUnsafeContinuation { continuation in
      let event = withState { state -> StreamEvent? in
        if let event = take(&state) { return event }
        state.inbound.wait(continuation)
        return nil
      }
      if let event {
        continuation.resume(returning: event)
      } else if checksCancellation, Task.isCancelled {
        stopWaiting()
      }
    }
  }

  private func take(_ state: inout StreamState<Ending>) -> StreamEvent? {
    guard let (event, receivesNext) = state.inbound.take() else { return nil }
    if receivesNext { receiveNext(&state) }
    return event
  }

  private func stopWaiting() {
    let reader = withState { $0.inbound.stopWaiting() }
    reader?.resume(returning: .failed)
  }

  /// Starts the receive operation. The slot's rules keep it to one at a time.
  func receiveNext(_ state: inout StreamState<Ending>) {
    guard !state.isOver else {
      state.inbound.end(.ended)?.resume(returning: .ended)
      return
    }
    let result = start(.received, on: handle) { $0.receiveMessage(messageSlot) }
    if result != GRPC_CALL_OK { grpc_call_cancel(handle, nil) }
  }

  /// A receive operation brought a message; on the loop's thread.
  func received(_ message: SharedBytes) {
    let reader = withState { state in
      let reader = state.inbound.receive(.message(message))
      if reader != nil { receiveNext(&state) }
      return reader
    }
    reader?.resume(returning: .message(message))
  }

  /// A receive operation brought nothing; on the loop's thread.
  func receivedNothing() {
    let isFailed = grpc_call_failed_before_recv_message(handle) != 0
    let reader = withState { isFailed ? $0.inbound.fail(.failed) : $0.inbound.end(.ended) }
    reader?.resume(returning: isFailed ? .failed : .ended)
  }

  /// The call is over; on the loop's thread.
  func over(isReset: Bool) {
    let (reader, senders) = withState { state in
      state.isOver = true
      state.isReset = isReset
      return (isReset ? state.inbound.fail(.failed) : nil, state.outbound.close())
    }
    reader?.resume(returning: .failed)
    for sender in senders { sender.resume(returning: false) }
  }
}
