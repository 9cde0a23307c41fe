internal import Bytes
package import JSON
package import MCPEngine
package import MCPModel
internal import Synchronization

/// A connection that carries JSON-RPC as text.
package final class JSONRPCCarrier: Carrier {
  package let arrival: Arrival
  private let connection: any FrameConnection
  private let text: JSONRPCText
  /// A frame that was seen, and then left to `next`.
  private let seen = Mutex<Seen?>(nil)

  /// An object, since it is seldom there.
  private final class Seen: Sendable {
    let event: CarrierEvent

    init(_ event: CarrierEvent) { self.event = event }
  }

  package init(_ connection: any FrameConnection, arrival: Arrival, limits: JSONLimits) {
    self.connection = connection
    self.arrival = arrival
    self.text = JSONRPCText(limits: limits)
  }

  package func next() async -> CarrierEvent { self.event(after: await connection.next()) }

  /// By itself, so that `next` keeps nothing while it waits, as it does most of the time on most connections.
  @inline(never)
  private func event(after event: FrameEvent) -> CarrierEvent {
    if case .frame = event, let seen = takeSeen() { return seen }
    return self.event(of: event)
  }

  package func receiveImmediately(_ body: (@Sendable (JSONRPCRequest) -> Bool)?) {
    guard let body else { return connection.receiveImmediately(nil) }
    connection.receiveImmediately { [self] frame in
      let event = event(of: frame)
      if case .message(.request(let request)) = event, body(request) { return true }
      keep(event)
      return false
    }
  }

  @inline(never)
  private func keep(_ event: CarrierEvent) {
    seen.withLock { $0 = Seen(event) }
  }

  private func takeSeen() -> CarrierEvent? {
    seen.withLock { $0.take() }?.event
  }

  private func event(of event: FrameEvent) -> CarrierEvent {
    switch event {
    case .frame(let frame): text.event(of: frame)
    case .oversized(let limitBytes):
      .malformed(
        JSONRPCResponse(
          id: nil, outcome: .failure(MCPError(.invalidRequest, "The message has more than \(limitBytes) bytes"))))
    case .ended: .ended
    case .draining: .draining
    case .reset: .reset
    }
  }

  package func offer(_ response: JSONRPCResponse) -> Bool {
    let frame = text.encode(response)
    guard connection.offer(frame) else { return false }
    if let receipt = response.receipt { receipt.sent(bytes: frame.count) }
    return true
  }

  package func send(_ message: JSONRPCMessage) async -> Bool {
    guard let frame = text.encode(message) else { return false }
    // Before the peer can see it, so that what is observed stands in the order of what the peer does.
    if case .response(let response) = message { response.receipt?.sent(bytes: frame.count) }
    await connection.send(frame)
    return true
  }

  /// Takes the answers to a batch and sends them as one array. Each that is over the limit by itself becomes an error,
  /// as with `send(_:)`; where all together are over it they go out one by one, which a client that asked for so much
  /// has to put up with. Without answers nothing is sent.
  package func send(batch: [JSONRPCResponse]) async {
    let frames = batch.map { text.encode($0) }
    for (response, frame) in zip(batch, frames) { response.receipt?.sent(bytes: frame.count) }
    if let array = text.join(frames) {
      await connection.send(array)
    } else {
      for frame in frames { await connection.send(frame) }
    }
  }
}
