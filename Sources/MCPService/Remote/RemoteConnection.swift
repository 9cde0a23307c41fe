internal import CoreGRPC
internal import JSON
internal import MCPEngine
internal import MCPModel
internal import Synchronization

/// One connection of a remote backend: a carrier on this side, a `StreamRequests` call on the other.
///
/// When the call fails, what was in flight is answered with an error that says so, and never sent again: nobody knows
/// whether it ran. Another call is opened by the next request, or before it where the client is to hear of changes, and
/// in it a legacy session like the one that was lost, and the subscriptions.
final class RemoteConnection: Sendable {
  let backend: RemoteBackend
  let carrier: any Carrier
  let state = Mutex(State())
  /// Nothing more is opened.
  let over = DrainSignal()

  struct State {
    /// Takes the client's messages; nil where there is none, or it was lost.
    var call: RemoteCall?
    var session: RemoteSession?
    /// Subscriptions whose call was lost. Bounded as those of a call.
    var lost: [RequestID: JSONRPCRequest] = [:]
  }

  init(backend: RemoteBackend, carrier: any Carrier) {
    self.backend = backend
    self.carrier = carrier
  }

  func run() async {
    await withDiscardingTaskGroup { group in
      while true {
        let event = await carrier.next()
        switch event {
        case .ended, .draining:
          var isDraining = false
          if case .draining = event { isDraining = true }
          over.raise()
          return await finish(isDraining: isDraining)
        case .reset:
          over.raise()
          state.withLock { $0.call }?.stream.cancel()
          return
        case .batch(let parts):
          // Over gRPC a batch is its messages.
          for part in parts { await forward(part, &group) }
        case .message, .malformed:
          await forward(event, &group)
        }
      }
    }
  }

  private func forward(_ event: CarrierEvent, _ group: inout DiscardingTaskGroup) async {
    switch event {
    case .message(let message): await forward(message, &group)
    case .malformed(let response): await answer(response)
    case .batch, .ended, .draining, .reset: break
    }
  }

  private func forward(_ message: JSONRPCMessage, _ group: inout DiscardingTaskGroup) async {
    let call = state.withLock { state in
      if !state.lost.isEmpty, case .notification(let notification) = message,
        let id = notification.cancelledRequest
      {
        state.lost[id] = nil
      }
      return state.call
    }
    if let call, await forward(message, over: call, isNew: false, &group) { return }
    // With the call before, its questions and requests have ended.
    switch message {
    case .response: return
    case .notification(let notification): if notification.cancelledRequest != nil { return }
    case .request: break
    }
    do {
      let opened = try await open(before: message)
      guard let call = install(opened), await forward(message, over: call, isNew: call === opened, &group) else {
        throw GRPCError(.unavailable, "it closed the stream")
      }
    } catch {
      if case .request(let request) = message { await fail([request.id], error) }
    }
  }

  /// - Parameter isNew: nobody receives over the call yet.
  /// - Returns: false where the call has ended, and nothing was done.
  private func forward(
    _ message: JSONRPCMessage, over call: RemoteCall, isNew: Bool, _ group: inout DiscardingTaskGroup
  ) async -> Bool {
    var deadline: ContinuousClock.Instant?
    if case .request(let request) = message { deadline = self.deadline(of: request) }
    let watch = deadline.map { _ in CancelScope() }
    let admission = call.admit(message, watch: watch)
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
      await answer(JSONRPCResponse(id: request.id, outcome: .failure(.isInFlight)))
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
    guard await watch.run({ await deadline.hasCome() }) == true, call.settle(id).isFirst else { return }
    await answer(JSONRPCResponse(id: id, outcome: .failure(.deadlineExceeded)))
    await send(.notification(.cancelled(id)), call)
  }

  func send(_ message: JSONRPCMessage, _ call: RemoteCall) async {
    do {
      if case .notification(let notification) = message { state.withLock { $0.session?.note(notification) } }
      try await call.stream.send(try backend.codec.encode(message))
    } catch {
      // Where the call is over, whoever settles first answers: this, or the receiving half.
      if case .request(let request) = message, call.settle(request.id).isFirst { await fail([request.id], error) }
    }
  }

  /// The call goes on until everything is answered, but for subscriptions, which would keep it open.
  private func finish(isDraining: Bool) async {
    let (call, lost) = state.withLock { state in
      defer { state.lost = [:] }
      return (state.call, Array(state.lost.keys))
    }
    let subscriptions = call?.endSubscriptions() ?? []
    for id in subscriptions + lost where isDraining {
      await answer(JSONRPCResponse(id: id, outcome: .success(Engine.subscriptionEnded(id))))
    }
    guard let call else { return }
    for id in subscriptions { await send(.notification(.cancelled(id)), call) }
    call.stream.finishSending()
  }

  func fail(_ ids: some Sequence<RequestID>, _ error: any Error) async {
    for id in ids {
      await answer(JSONRPCResponse(id: id, outcome: .failure(RemoteBackend.unreachable(error))))
    }
  }

  private func answer(_ response: JSONRPCResponse) async {
    await carrier.send(.response(response))
  }
}

extension JSONRPCNotification {
  static func cancelled(_ id: RequestID) -> JSONRPCNotification {
    var params = JSONBuilder()
    params.beginObject()
    params.key("requestId")
    params.value(id)
    params.endObject()
    return JSONRPCNotification(method: "notifications/cancelled", params: params.finish(), form: .json)
  }
}
