internal import CoreGRPC
internal import JSON
internal import MCPEngine
internal import MCPModel
internal import Protobufs
internal import Wire

/// One connection of a remote backend: a carrier on this side, a `StreamRequests` call on the other.
///
/// When the call fails, what was in flight is answered with an error that says so, and never sent again: nobody knows
/// whether it ran. The next message opens a new call; a legacy session is gone with the old one.
final class RemoteConnection: Sendable {
  private let backend: RemoteBackend
  private let carrier: any Carrier

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
          if let current { await finish(current) }
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
      do {
        if let call = current, call.admit(message) {
          await send(message, call)
        } else {
          let call = RemoteCall(try open())
          current = call
          // Before the receiving half can see the call fail: it answers for what has been admitted.
          _ = call.admit(message)
          group.addTask { await self.receive(call) }
          await send(message, call)
        }
      } catch {
        if case .request(let request) = message { await fail([request.id], error) }
      }
    case .malformed(let response): await answer(response)
    case .batch, .ended, .draining, .reset: break
    }
  }

  private func open() throws -> ClientStream {
    try backend.channel.stream(
      Mcp_MCPService.Method.streamRequests.path, RemoteBackend.options())
  }

  private func send(_ message: JSONRPCMessage, _ call: RemoteCall) async {
    do {
      try await call.stream.send(try backend.codec.encode(message))
    } catch {
      // Where the call is over, whoever settles first answers: this, or the receiving half.
      if case .request(let request) = message, call.settle(request.id) { await fail([request.id], error) }
    }
  }

  /// The call goes on until everything is answered, but for subscriptions, which would keep it open.
  private func finish(_ call: RemoteCall) async {
    for id in call.endSubscriptions() {
      var params = JSONBuilder()
      params.beginObject()
      params.key("requestId")
      params.value(id)
      params.endObject()
      await send(
        .notification(
          JSONRPCNotification(method: "notifications/cancelled", params: params.finish(), form: .json)), call)
    }
    call.stream.finishSending()
  }

  /// Carries the server's messages to the carrier until the call ends.
  private func receive(_ call: RemoteCall) async {
    var ending: any Error = GRPCError(.unavailable, "it closed the stream")
    do {
      while let bytes = try await call.stream.next() {
        let message = try backend.codec.answer(bytes)
        if case .response(let response) = message, let id = response.id { _ = call.settle(id) }
        await carrier.send(message)
      }
    } catch {
      ending = error
      call.stream.cancel()
    }
    await fail(call.end(), ending)
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
