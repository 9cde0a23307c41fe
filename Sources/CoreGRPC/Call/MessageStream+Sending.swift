internal import Bytes
internal import CGRPC
internal import Handoff

/// What became of a message offered to a stream.
enum Acceptance {
  case accepted
  /// The stream holds as much as it may.
  case full
  /// The sending half is closed.
  case refused
}

extension MessageStream {
  func offer(_ message: SharedBytes) -> Acceptance {
    withState { offer(message, &$0) }
  }

  private func offer(_ message: SharedBytes, _ state: inout StreamState<Ending>) -> Acceptance {
    switch state.outbound.offer(message) {
    case .write(let write):
      start(write)
      return .accepted
    case .queued: return .accepted
    case .waiting: return .accepted
    case .full: return .full
    case .closed: return .refused
    }
  }

  /// Offers a message and waits while the stream is full. Answers false when the stream closed, or the task was
  /// cancelled, before there was room.
  func offerWaiting(_ message: SharedBytes) async -> Bool {
    switch offer(message) {
    case .accepted: return true
    case .refused: return false
    case .full: break
    }
    let ticket = SenderTicket()
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let acceptance = withState { state in
          let acceptance = offer(message, &state)
          if acceptance == .full { state.outbound.block(message, continuation, ticket) }
          return acceptance
        }
        if acceptance != .full {
          continuation.resume(returning: acceptance == .accepted)
        } else if Task.isCancelled {
          withdraw(ticket)
        }
      }
    } onCancel: {
      withdraw(ticket)
    }
  }

  private func withdraw(_ ticket: SenderTicket) {
    let sender = withState { $0.outbound.unblock(ticket) }
    sender?.resume(returning: false)
  }

  /// Closes the sending half after everything accepted before.
  func end(_ ending: Ending) {
    withState { state in
      if let write = state.outbound.end(ending) { start(write) }
    }
  }

  /// A write came back; on the loop's thread.
  func sent(_ success: Bool) {
    let senders = withState { state in
      if !success { return state.outbound.close() }
      var admitted: [UnsafeContinuation<Bool, Never>] = []
      if let write = state.outbound.written(&admitted) { start(write) }
      return admitted
    }
    for sender in senders { sender.resume(returning: success) }
  }

  /// Starts a write, with the state locked. The queue's rules keep it to one at a time.
  func start(_ write: consuming StreamState<Ending>.Outbound.Write) {
    // When refused, the events that follow the cancellation tell everyone who waits.
    if startBatch(write) != GRPC_CALL_OK { grpc_call_cancel(handle, nil) }
  }
}
