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
    /// Nobody waits for answers any more.
    var isReset = false
    /// Subscriptions whose call was lost. Bounded as those of a call.
    var lost: [RequestID: OwedAnswer] = [:]
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
          let call = state.withLock { state in
            state.isReset = true
            return state.call
          }
          call?.stream.cancel()
          return
        case .batch(let parts): await forward(batch: parts, &group)
        case .message, .malformed: await forward(event, in: nil, &group)
        }
      }
    }
  }

  /// The call goes on until everything is answered, but for subscriptions, which would keep it open.
  private func finish(isDraining: Bool) async {
    let (call, lost) = state.withLock { state in
      defer { state.lost = [:] }
      return (state.call, Array(state.lost.values))
    }
    let subscriptions = call?.endSubscriptions() ?? []
    for owed in subscriptions + lost where isDraining {
      await answer(JSONRPCResponse(id: owed.id, outcome: .success(Engine.subscriptionEnded(owed.id))), in: owed.batch)
    }
    guard let call else { return }
    for owed in subscriptions { await send(.notification(.cancelled(owed.id)), call) }
    call.stream.finishSending()
  }

  func fail(_ owed: OwedAnswer, _ error: any Error) async {
    await answer(
      JSONRPCResponse(id: owed.id, outcome: .failure(backend.unreachable(error))), in: owed.batch)
  }

  /// - Parameter batch: what is answered together with it, if anything.
  func answer(_ response: JSONRPCResponse, in batch: Batch?) async {
    guard let batch else { return _ = await carrier.send(.response(response)) }
    if let answers = batch.add(response) { await carrier.send(batch: answers) }
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
