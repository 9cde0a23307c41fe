internal import CoreGRPC
internal import JSON
internal import MCPEngine
internal import MCPModel
internal import Protobufs
internal import Synchronization
internal import Wire

/// One connection of a remote backend: a carrier on this side, a `StreamRequests` call on the other.
///
/// When the call fails, what was in flight is answered with an error that says so, and never sent again: nobody knows
/// whether it ran. The next request opens a new call, and in it a legacy session like the one that was lost.
final class RemoteConnection: Sendable {
  let backend: RemoteBackend
  let carrier: any Carrier
  let session = Mutex<RemoteSession?>(nil)

  init(backend: RemoteBackend, carrier: any Carrier) {
    self.backend = backend
    self.carrier = carrier
  }

  func run() async {
    await withDiscardingTaskGroup { group in
      var current: RemoteCall?
      while true {
        let event = await carrier.next()
        switch event {
        case .ended, .draining:
          var isDraining = false
          if case .draining = event { isDraining = true }
          if let current { await finish(current, isDraining: isDraining) }
          return
        case .reset:
          current?.stream.cancel()
          return
        case .batch(let parts):
          // Over gRPC a batch is its messages.
          for part in parts { await forward(part, &current, &group) }
        case .message, .malformed:
          await forward(event, &current, &group)
        }
      }
    }
  }

  private func forward(_ event: CarrierEvent, _ current: inout RemoteCall?, _ group: inout DiscardingTaskGroup) async {
    switch event {
    case .message(let message):
      switch current?.admit(message) ?? .over {
      case .admitted: if let current { await send(message, current) }
      case .stale: break
      case .over: await forward(first: message, &current, &group)
      }
    case .malformed(let response): await answer(response)
    case .batch, .ended, .draining, .reset: break
    }
  }

  /// Opens a call for a message, where one is worth it: with the call before, its questions and requests have ended.
  private func forward(
    first message: JSONRPCMessage, _ current: inout RemoteCall?, _ group: inout DiscardingTaskGroup
  ) async {
    switch message {
    case .response: return
    case .notification(let notification): if notification.cancelledRequest != nil { return }
    case .request: break
    }
    do {
      let channel = try backend.channels.take()
      let call: RemoteCall
      do {
        var options = RemoteBackend.options()
        if carrier.tellsRequestsApart { options.metadata.append(MetadataKey.related.description, "1") }
        call = RemoteCall(try channel.stream(Mcp_MCPService.Method.streamRequests.path, options))
        try await restore(over: call, before: message)
      } catch {
        backend.channels.give(back: channel)
        throw error
      }
      current = call
      // Before the receiving half can see the call fail: it answers for what has been admitted.
      _ = call.admit(message)
      group.addTask {
        await self.receive(call)
        self.backend.channels.give(back: channel)
      }
      await send(message, call)
    } catch {
      if case .request(let request) = message { await fail([request.id], error) }
    }
  }

  private func send(_ message: JSONRPCMessage, _ call: RemoteCall) async {
    do {
      if case .notification(let notification) = message { session.withLock { $0?.note(notification) } }
      try await call.stream.send(try backend.codec.encode(message))
    } catch {
      // Where the call is over, whoever settles first answers: this, or the receiving half.
      if case .request(let request) = message, call.settle(request.id).isFirst { await fail([request.id], error) }
    }
  }

  /// The call goes on until everything is answered, but for subscriptions, which would keep it open.
  private func finish(_ call: RemoteCall, isDraining: Bool) async {
    for id in call.endSubscriptions() {
      await send(.notification(.cancelled(id)), call)
      guard isDraining else { continue }
      await answer(JSONRPCResponse(id: id, outcome: .success(Engine.subscriptionEnded(id))))
    }
    call.stream.finishSending()
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
    let left = call.end()
    await fail(left.requests, ending)
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
      if let id = response.id, let step = call.settle(id).step, case .success(let result) = response.outcome {
        session.withLock { session in
          if step.method == "initialize" {
            session = RemoteSession(opening: step, result: result.value)
          } else {
            session?.note(step)
          }
        }
      }
    case .request(let request): call.ask(request.id)
    case .notification: break
    }
    if let request = received.request {
      _ = await carrier.send(message, for: request)
    } else {
      await carrier.send(message)
    }
  }

  private func fail(_ ids: some Sequence<RequestID>, _ error: any Error) async {
    for id in ids {
      await answer(JSONRPCResponse(id: id, outcome: .failure(RemoteBackend.unreachable(error))))
    }
  }

  private func answer(_ response: JSONRPCResponse) async {
    await carrier.send(.response(response))
  }
}

extension JSONRPCNotification {
  fileprivate static func cancelled(_ id: RequestID) -> JSONRPCNotification {
    var params = JSONBuilder()
    params.beginObject()
    params.key("requestId")
    params.value(id)
    params.endObject()
    return JSONRPCNotification(method: "notifications/cancelled", params: params.finish(), form: .json)
  }
}
