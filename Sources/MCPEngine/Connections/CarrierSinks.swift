internal import MCPModel

/// What a connection's requests cause goes where its answers go.
final class CarrierSink: MessageSink {
  private let carrier: any Carrier

  init(carrier: any Carrier) { self.carrier = carrier }

  func send(_ message: JSONRPCMessage) async -> Bool { await carrier.send(message) }
}

/// What one request causes, where that matters.
final class RequestSink: MessageSink {
  private let carrier: any Carrier
  private let id: RequestID

  init(carrier: any Carrier, id: RequestID) {
    self.carrier = carrier
    self.id = id
  }

  func send(_ message: JSONRPCMessage) async -> Bool { await carrier.send(message, for: id) }
  func release() { carrier.release(id) }
}
