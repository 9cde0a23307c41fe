internal import JSON
package import MCPEngine
package import MCPModel
internal import Synchronization

/// A carrier whose other end is the test itself.
package final class MemoryCarrier: Carrier {
  package static let abilities = CarrierAbilities(transport: "memory", carriesNotifications: true)

  package let arrival: Arrival
  private let inbound = Inbox<CarrierEvent>()
  private let outbound: Inbox<Received>

  package init(
    _ outbound: Inbox<Received>, abilities: CarrierAbilities = MemoryCarrier.abilities,
    principal: Principal = .anonymous
  ) {
    self.outbound = outbound
    arrival = Arrival(carrier: abilities, principal: principal, peer: TestPeer())
  }

  package func next() async -> CarrierEvent { await inbound.take() ?? .reset }

  package func offer(_ response: JSONRPCResponse) -> Bool { put(.response(response)) }

  private func put(_ message: JSONRPCMessage) -> Bool {
    // Before the client can go on, so that what the observer hears is in the order of the requests.
    if case .response(let response) = message { response.receipt?.sent(bytes: message.json.description.utf8.count) }
    outbound.put(.message(message.json))
    return true
  }

  package func send(_ message: JSONRPCMessage) async -> Bool { put(message) }

  package func send(batch: [JSONRPCResponse]) async {
    let messages = batch.map { JSONRPCMessage.response($0).json }
    for (response, message) in zip(batch, messages) { response.receipt?.sent(bytes: message.description.utf8.count) }
    outbound.put(.message(JSONValue(elements: messages)))
  }

  /// Lets the engine see an event next.
  package func put(_ event: CarrierEvent) { inbound.put(event) }
}

/// A peer without a place.
package final class TestPeer: Peer {
  package init() {}
  package var address: String { "test" }
}

/// A client that hands its messages to a carrier in memory.
final class MemoryLink: Link {
  private let carrier: MemoryCarrier
  private let raise: @Sendable () -> Void

  init(_ carrier: MemoryCarrier, drain: @escaping @Sendable () -> Void) {
    self.carrier = carrier
    raise = drain
  }

  func send(_ message: JSONValue) async throws {
    carrier.put(message.kind == .array ? .batch(message.elements.map { Self.event($0) }) : Self.event(message))
  }

  private static func event(_ message: JSONValue) -> CarrierEvent {
    do throws(JSONRPCMessage.Malformed) {
      return .message(try JSONRPCMessage(message, sizeBytes: message.description.utf8.count))
    } catch {
      return .malformed(error.response)
    }
  }

  func send(bytes: [UInt8]) async throws { throw TestFailure("memory carries no bytes") }

  func cancel(_ id: JSONValue) async throws { try await send(Client.cancellation(of: id)) }
  func finish() async { carrier.put(.ended) }
  func reset() async { carrier.put(.reset) }

  func drain() async {
    raise()
    carrier.put(.draining)
  }
}

extension MemoryLink {
  /// Serves a carrier in memory by `backend` for as long as `body` runs.
  static func with<Value>(
    _ backend: any Backend, _ setup: TestServer, _ inbox: Inbox<Received>,
    drain: @escaping @Sendable () -> Void, _ body: (any Link) async throws -> Value
  ) async throws -> Value {
    let carrier = MemoryCarrier(inbox)
    let link = MemoryLink(carrier, drain: drain)
    return try await serving {
      await backend.serve(carrier)
      inbox.close()
    } during: {
      try await body(link)
    } stop: { failed in
      carrier.put(failed ? .reset : .ended)
    }
  }
}
