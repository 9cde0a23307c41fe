internal import CoreGRPC
internal import MCPEngine
internal import MCPModel
internal import Synchronization

/// What the client says.
extension RemoteConnection {
  /// Over gRPC a batch is its messages, whose answers are gathered here.
  func forward(batch parts: [CarrierEvent], _ group: inout DiscardingTaskGroup) async {
    do throws(MCPError) {
      let batch = try Batch.begin(parts, in: state.withLock { $0.session }?.revision)
      for part in parts { await forward(part, in: batch, &group) }
    } catch {
      await answer(JSONRPCResponse(id: nil, outcome: .failure(error)), in: nil)
    }
  }

  func forward(_ event: CarrierEvent, in batch: Batch?, _ group: inout DiscardingTaskGroup) async {
    switch event {
    case .message(let message): await forward(message, in: batch, &group)
    case .malformed(let response): await answer(response, in: batch)
    case .batch, .ended, .draining, .reset: break
    }
  }

  private func forward(
    _ message: JSONRPCMessage, in batch: Batch?, _ group: inout DiscardingTaskGroup
  ) async {
    let call = state.withLock { $0.call }
    if case .notification(let notification) = message, let id = notification.cancelledRequest { await cancel(id, call) }
    if let call, await forward(message, in: batch, over: call, isNew: false, &group) { return }
    // With the call before, its questions and requests have ended.
    switch message {
    case .response: return
    case .notification(let notification): if notification.cancelledRequest != nil { return }
    case .request: break
    }
    do {
      let opened = try await open(before: message)
      guard let call = install(opened), await forward(message, in: batch, over: call, isNew: call === opened, &group)
      else {
        throw GRPCError(.unavailable, "it closed the stream")
      }
    } catch {
      guard case .request(let request) = message else { return }
      await fail(OwedAnswer(id: request.id, request: nil, batch: batch, watch: nil), error)
    }
  }

  /// A cancelled request gets no answer; those that came with it may have theirs.
  private func cancel(_ id: RequestID, _ call: RemoteCall?) async {
    let lost = state.withLock { $0.lost.removeValue(forKey: id) }
    guard let batch = (call?.settle(id) ?? lost)?.batch, let answers = batch.add(nil) else { return }
    await carrier.send(batch: answers)
  }

  /// - Parameter isNew: nobody receives over the call yet.
  /// - Returns: false where the call has ended, and nothing was done.
  private func forward(
    _ message: JSONRPCMessage, in batch: Batch?, over call: RemoteCall, isNew: Bool,
    _ group: inout DiscardingTaskGroup
  ) async -> Bool {
    var deadline: ContinuousClock.Instant?
    if case .request(let request) = message { deadline = self.deadline(of: request) }
    let watch = deadline.map { _ in CancelScope() }
    let admission = call.admit(message, in: batch, watch: watch)
    // Whoever sees the call fail answers for what has been admitted.
    if isNew {
      group.addTask { await self.keep(call) }
      await resume(over: call)
    }
    switch (admission, message) {
    case (.admitted, _):
      if let deadline, let watch, case .request(let request) = message {
        group.addTask { await self.end(request.id, of: call, at: deadline, watch) }
      }
      await send(message, call)
    case (.duplicate, .request(let request)):
      await answer(JSONRPCResponse(id: request.id, outcome: .failure(.isInFlight)), in: batch)
    case (.duplicate, _), (.stale, _): break
    case (.over, _): return false
    }
    return true
  }

  private func deadline(of request: JSONRPCRequest) -> ContinuousClock.Instant? {
    let own = carrier.tellsRequestsApart ? carrier.deadline(of: request.id) : nil
    return backend.deadline(of: request, own)
  }

  /// Cancels a request that has no answer by its deadline, and says so.
  private func end(
    _ id: RequestID, of call: RemoteCall, at deadline: ContinuousClock.Instant, _ watch: CancelScope
  ) async {
    guard await watch.run({ await deadline.hasCome() }) == true, let owed = call.settle(id) else { return }
    await answer(JSONRPCResponse(id: id, outcome: .failure(.deadlineExceeded)), in: owed.batch)
    await send(.notification(.cancelled(id)), call)
  }

  func send(_ message: JSONRPCMessage, _ call: RemoteCall) async {
    do {
      if case .notification(let notification) = message { state.withLock { $0.session?.note(notification) } }
      try await call.stream.send(try backend.codec.encode(message))
    } catch {
      // Where the call is over, whoever settles first answers: this, or the receiving half.
      if case .request(let request) = message, let owed = call.settle(request.id) { await fail(owed, error) }
    }
  }
}
