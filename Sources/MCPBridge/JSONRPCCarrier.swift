internal import Bytes
package import JSON
package import MCPEngine
package import MCPModel

/// A connection that carries JSON-RPC as text.
package final class JSONRPCCarrier: Carrier {
  package let arrival: Arrival
  private let connection: any FrameConnection
  private let limits: JSONLimits

  package init(_ connection: any FrameConnection, arrival: Arrival, limits: JSONLimits) {
    self.connection = connection
    self.arrival = arrival
    self.limits = limits
  }

  package func next() async -> CarrierEvent {
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

  package func send(_ message: JSONRPCMessage) async -> Bool {
    let frame = frame(of: message)
    await connection.send(frame)
    told(message, frame.count)
    return true
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
    return value.kind == .array
      ? .batch(value.elements.map { event(of: $0) }) : event(of: value, sizeBytes: frame.count)
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
