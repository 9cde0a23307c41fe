internal import CoreGRPC
internal import JSON
internal import MCPEngine
internal import MCPModel
internal import Synchronization

/// What the server says.
extension RemoteConnection {
  /// Receives over a call until it ends, and then over those that are opened in its place.
  func keep(_ first: RemoteCall) async {
    var next: RemoteCall? = first
    while let call = next {
      await receive(call)
      backend.channels.give(back: call.channel)
      next = await over.bounding { await self.reopen() }
    }
  }

  /// Carries the server's messages to the carrier until the call ends.
  private func receive(_ call: RemoteCall) async {
    var ending: any Error = GRPCError(.unavailable, "it closed the stream")
    do {
      while let bytes = try await call.stream.next() { await pass(try backend.codec.related(bytes), call) }
    } catch {
      ending = error
      call.stream.cancel()
    }
    var left = call.end()
    let isReset = state.withLock { state in
      if state.call === call { state.call = nil }
      guard !state.isReset, RemoteBackend.isLoss(ending), !over.isRaised else { return state.isReset }
      for subscription in left.subscriptions { state.lost[subscription.id] = subscription }
      left.subscriptions = []
      return false
    }
    guard !isReset else { return }
    for owed in left.requests + left.subscriptions { await fail(owed, ending) }
    // Nobody waits for the answers to these.
    for id in left.questions { await carrier.send(.notification(.cancelled(id))) }
  }

  /// A message of the server.
  func pass(_ received: (message: JSONRPCMessage?, request: RequestID?), _ call: RemoteCall) async {
    guard let message = received.message else {
      if let request = received.request { carrier.release(request) }
      return
    }
    switch message {
    case .response(let response):
      guard let id = response.id else {
        guard response.endsSession else { break }
        state.withLock { $0.session = nil }
        return carrier.sessionEnded()
      }
      // It was cancelled, or its time is over: its client has been told what there was to tell.
      guard let owed = call.settle(id) else { return }
      if let step = owed.request, case .success(let result) = response.outcome { note(step, result.value) }
      if let batch = owed.batch { return await answer(response, in: batch) }
    case .request(let request):
      call.ask(request.id)
      if await !deliver(message, received.request) { refuse(request, call) }
      return
    case .notification(let notification):
      guard let id = notification.acknowledgedSubscription else { break }
      switch call.acknowledge(id) {
      case .begun: break
      case .begunAgain:
        for missed in MissedChanges.since(notification) { await deliver(.notification(missed), received.request) }
        return
      case .over: return
      }
    }
    await deliver(message, received.request)
  }

  @discardableResult
  private func deliver(_ message: JSONRPCMessage, _ request: RequestID?) async -> Bool {
    if let request { return await carrier.send(message, for: request) }
    return await carrier.send(message)
  }

  /// Answers a question that the client cannot be asked. Without waiting: the server may have to be heard before it has
  /// room for more. Where it has none the question ends by its own time.
  private func refuse(_ question: JSONRPCRequest, _ call: RemoteCall) {
    let refusal = JSONRPCMessage.response(
      JSONRPCResponse(id: question.id, outcome: .failure(.cannotCarryQuestion)))
    guard case .admitted = call.admit(refusal) else { return }
    do { _ = call.stream.enqueue(try backend.codec.encode(refusal)) } catch {
      // What is refused with is ours, and can be encoded.
    }
  }

  /// A request has succeeded that may change the session.
  private func note(_ step: JSONRPCRequest, _ result: JSONValue) {
    state.withLock { state in
      if step.opensSession {
        state.session = RemoteSession(opening: step, result: result)
      } else {
        state.session?.note(step)
      }
    }
  }
}

extension JSONRPCResponse {
  /// Whether it answers nothing and says that the session has ended.
  fileprivate var endsSession: Bool {
    guard id == nil, case .failure(let error) = outcome else { return false }
    return error.isUnknownSession
  }
}

extension JSONRPCNotification {
  /// The subscription that has begun, where this says so.
  var acknowledgedSubscription: RequestID? {
    guard method == "notifications/subscriptions/acknowledged",
      let id = params?["_meta"]?[MetaKey.subscriptionID]
    else { return nil }
    return id.string.map(RequestID.string) ?? id.int.map(RequestID.integer)
  }
}
