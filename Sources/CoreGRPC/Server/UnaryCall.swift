internal import Bytes
internal import CGRPC
internal import Handoff

/// One unary call, from its request of the core to its answer; afterwards the object serves another call.
///
/// Everything here happens on the event loop's thread.
final class UnaryCall: ServerCall, @unchecked Sendable {
  private let acceptor: UnaryAcceptor
  /// Operations under way.
  private var outstanding = 0
  /// The task of a late answer, while it runs.
  private var task: UnsafeCurrentTask?
  private var isReset = false

  init(acceptor: UnaryAcceptor) {
    self.acceptor = acceptor
    super.init(loop: acceptor.setup.loop)
  }

  override func complete(_ operation: Operation, success: Bool) -> Disposition {
    if operation == .arrived {
      // Without success the server is shutting down and no call came.
      if success { arrived() }
      return .keep
    }
    if operation == .closed {
      isReset = block.pointee.wasCancelled != 0
      if isReset { task?.cancel() }
    }
    outstanding -= 1
    return outstanding == 0 ? .reuse : .keep
  }

  override func recycle() {
    release()
    isReset = false
    acceptor.takeBack(self)
  }

  private func arrived() {
    acceptor.requestNext()
    guard acceptor.setup.gate.admits() else {
      return answer(GRPCReply(failure: ArrivalGate.refusal), withClose: true)
    }
    guard let message = takeMessage() else {
      // The core has answered an oversized request itself by now; then this answer goes nowhere.
      answer(GRPCReply(failure: GRPCStatus(.internal, "a unary call needs a request message")), withClose: true)
      return
    }
    switch acceptor.handler(self, message) {
    case .now(let reply):
      answer(reply, withClose: true)
    case .later(let work):
      let result = start(.closed, on: handle) { $0.receiveClose(block.pointer(to: \.wasCancelled)!) }
      if result == GRPC_CALL_OK { outstanding += 1 }
      // The work itself counts too, so that an early close does not free the call for reuse.
      outstanding += 1
      acceptor.setup.tasks.submit { await self.run(work, in: $0) }
    }
  }

  private func run(_ work: @Sendable () async -> GRPCReply, in current: UnsafeCurrentTask) async {
    task = current
    if isReset { current.cancel() }
    let reply = await work()
    // Back on the loop's thread, as is every event that could cancel the task.
    task = nil
    outstanding -= 1
    answer(reply, withClose: false)
  }

  private func answer(_ reply: GRPCReply, withClose: Bool) {
    let reply = checked(reply)
    let result = start(.finished, on: handle) { batch in
      batch.sendInitialMetadata(reply.initialMetadata)
      if let message = reply.message { batch.sendMessage(message) }
      batch.sendStatus(reply.status, reply.trailingMetadata)
      if withClose { batch.receiveClose(block.pointer(to: \.wasCancelled)!) }
    }
    if result == GRPC_CALL_OK {
      outstanding += 1
    } else {
      grpc_call_cancel(handle, nil)
    }
  }

  /// The reply as it can be sent: one that breaks a rule or a limit becomes a failure.
  private func checked(_ reply: GRPCReply) -> GRPCReply {
    guard reply.initialMetadata.isValid, reply.trailingMetadata.isValid else {
      return GRPCReply(failure: .invalidMetadata)
    }
    guard reply.status.isOK else {
      var reply = reply
      reply.message = nil
      return reply
    }
    guard let message = reply.message else { preconditionFailure("a reply with status OK needs a message") }
    guard message.count <= acceptor.setup.configuration.maxSendMessageBytes else {
      return GRPCReply(
        failure: GRPCStatus(.resourceExhausted, "the response is larger than the server may send"))
    }
    return reply
  }
}
