package import Bytes
internal import Handoff

/// A stream of messages in both directions, as the client sees it. Letting go of it cancels the call.
///
/// One task at a time reads with `next`; any task may send. Cancelling a task that waits here cancels the call.
package final class ClientStream: Sendable {
  private let call: ClientStreamCall

  init(call: ClientStreamCall) {
    self.call = call
  }

  deinit {
    call.cancel()
  }

  /// The next message; nil once the server has closed the call with status OK.
  ///
  /// - Throws: the status the call ended with, when it is not OK.
  package func next() async throws(GRPCError) -> SharedBytes? {
    let event = await cancellable { await $0.awaitEvent() }
    if case .message(let message) = event { return message }
    let status = await status()
    guard status.isOK else { throw GRPCError(status) }
    return nil
  }

  /// Sends a message without waiting.
  ///
  /// - Returns: false, and nothing was sent, when the stream holds `streamHighWaterBytes` already, when it is over, or
  ///   when the message is larger than the client may send.
  package func enqueue(_ message: SharedBytes) -> Bool {
    message.count <= call.channel.configuration.maxSendMessageBytes && call.offer(message) == .accepted
  }

  /// Sends a message, waiting while the stream holds `streamHighWaterBytes` or more.
  ///
  /// - Throws: the status the call ended with when it is over (`failedPrecondition` when `finishSending` was called),
  ///   `resourceExhausted` when the message is larger than the client may send.
  package func send(_ message: SharedBytes) async throws(GRPCError) {
    guard message.count <= call.channel.configuration.maxSendMessageBytes else {
      throw GRPCError(.resourceExhausted, "the message is larger than the client may send")
    }
    if await cancellable({ await $0.offerWaiting(message) }) { return }
    guard call.withState({ $0.isOver }) || Task.isCancelled else {
      throw GRPCError(.failedPrecondition, "nothing can be sent after the last message")
    }
    let status = await status()
    throw status.isOK ? GRPCError(.failedPrecondition, "the call is over") : GRPCError(status)
  }

  /// Tells the server that no more messages will come. Those accepted before are still sent.
  package func finishSending() {
    call.end(ClientStreamCall.Ending())
  }

  /// Ends the call as soon as possible, with status CANCELLED unless it had ended already.
  package func cancel() {
    call.cancel()
  }

  /// The status the call ends with; waits for it.
  package func status() async -> GRPCStatus {
    await cancellable { await $0.closed.wait() }
    return call.status
  }

  /// What the server sent before its first message; empty when the call ended without any.
  package func initialMetadata() async -> ReceivedMetadata {
    await cancellable { await $0.opened.wait() }
    return call.initialMetadata
  }

  /// What the server sent with its status; waits for it.
  package func trailingMetadata() async -> ReceivedMetadata {
    await cancellable { await $0.closed.wait() }
    return call.trailingMetadata
  }

  /// Waits for something that comes at the latest when the call ends, which a cancelled task brings about.
  private func cancellable<Result: Sendable>(_ body: (ClientStreamCall) async -> Result) async -> Result {
    await withTaskCancellationHandler {
      await body(call)
    } onCancel: {
      call.cancel()
    }
  }
}
