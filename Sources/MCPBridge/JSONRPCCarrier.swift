internal import Bytes
package import JSON
package import MCPEngine
package import MCPModel
internal import Synchronization

/// A connection that carries JSON-RPC as text.
package final class JSONRPCCarrier: Carrier {
  package let arrival: Arrival
  private let connection: any FrameConnection
  private let limits: JSONLimits
  /// What is left of a batch; read by the one task that calls `next`.
  private let batch = Mutex(Batch())

  private struct Batch {
    var messages: [JSONValue] = []
    var position = 0
  }

  package init(_ connection: any FrameConnection, arrival: Arrival, limits: JSONLimits) {
    self.connection = connection
    self.arrival = arrival
    self.limits = limits
  }

  package func next() async -> CarrierEvent {
    if let message = nextOfBatch() { return event(of: message) }
    switch await connection.next() {
    case .frame(let frame): return event(of: frame)
    case .oversized(let limitBytes):
      return .malformed(
        JSONRPCResponse(
          id: nil, outcome: .failure(MCPError(.invalidRequest, "The message has more than \(limitBytes) bytes"))))
    case .ended: return .ended
    case .draining: return .draining
    case .reset: return .reset
    }
  }

  package func offer(_ message: JSONRPCMessage) -> Bool {
    let frame = frame(of: message)
    guard connection.offer(frame) else { return false }
    told(message, frame.count)
    return true
  }

  package func send(_ message: JSONRPCMessage) async {
    let frame = frame(of: message)
    await connection.send(frame)
    told(message, frame.count)
  }

  /// An answer over the limit becomes an error that says so.
  private func frame(of message: JSONRPCMessage) -> SharedBytes {
    let frame = message.json.encodedJSONBytes()
    let limitBytes = limits.maximumSizeBytes
    guard frame.count > limitBytes, case .response(let response) = message else { return frame }
    let error = response.cannotBeSent(because: "of \(frame.count) bytes is over the limit of \(limitBytes)")
    return JSONRPCMessage.response(JSONRPCResponse(id: response.id, outcome: .failure(error))).json.encodedJSONBytes()
  }

  private func told(_ message: JSONRPCMessage, _ bytes: Int) {
    if case .response(let response) = message { response.receipt?.sent(bytes: bytes) }
  }

  private func event(of frame: SharedBytes) -> CarrierEvent {
    let value: JSONValue
    do {
      value = try JSONValue.parse(frame, limits: limits)
    } catch {
      return .malformed(
        JSONRPCResponse(id: nil, outcome: .failure(MCPError(.parseError, "Parse error: \(error.description)"))))
    }
    guard value.kind == .array else { return event(of: value, sizeBytes: frame.count) }
    // A batch becomes its messages, which are answered one by one.
    batch.withLock { $0 = Batch(messages: Array(value.elements)) }
    if let first = nextOfBatch() { return event(of: first) }
    return .malformed(
      JSONRPCResponse(id: nil, outcome: .failure(MCPError(.invalidRequest, "The batch is empty"))))
  }

  private func nextOfBatch() -> JSONValue? {
    batch.withLock { batch in
      guard batch.position < batch.messages.count else {
        if batch.position > 0 { batch = Batch() }
        return nil
      }
      batch.position += 1
      return batch.messages[batch.position - 1]
    }
  }

  private func event(of value: JSONValue, sizeBytes: Int? = nil) -> CarrierEvent {
    do {
      let message = try JSONRPCMessage(value)
      guard case .request(var request) = message else { return .message(message) }
      request.sizeBytes = sizeBytes ?? value.encodedJSONBytes().count
      return .message(.request(request))
    } catch {
      return .malformed(error.response)
    }
  }
}
