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
    guard let frame = frame(of: message) else { return true }
    guard connection.offer(frame) else { return false }
    told(message, frame.count)
    return true
  }

  package func send(_ message: JSONRPCMessage) async -> Bool {
    guard let frame = frame(of: message) else { return false }
    // Before the peer can see it, so that what is observed stands in the order of what the peer does.
    told(message, frame.count)
    await connection.send(frame)
    return true
  }

  /// Takes the answers to a batch and sends them as one array (JSON-RPC 2.0, section 6; MCP 2025-03-26, Batching). Each
  /// that is over the limit by itself becomes an error, as with `send(_:)`; where all together are over it they go out
  /// one by one, which a client that asked for so much has to put up with. Without answers nothing is sent.
  package func send(batch: [JSONRPCResponse]) async {
    let frames = batch.map { frame(of: $0) }
    for (response, frame) in zip(batch, frames) { response.receipt?.sent(bytes: frame.count) }
    // A comma or bracket before each, and one bracket at the end.
    let sizeBytes = frames.reduce(1) { $0 + 1 + $1.count }
    if !frames.isEmpty, sizeBytes <= limits.maximumSizeBytes {
      var array = JSONBuffer(capacityBytes: sizeBytes)
      for (index, frame) in frames.enumerated() {
        array.append(index == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
        array.append(frame)
      }
      array.append(UInt8(ascii: "]"))
      await connection.send(array.finish())
    } else {
      for frame in frames { await connection.send(frame) }
    }
  }

  /// Nil where a message over the limit cannot be sent, and there is nothing to send in its place: nobody waits for a
  /// notification, and who asks the client something is told that it was not sent.
  private func frame(of message: JSONRPCMessage) -> SharedBytes? {
    if case .response(let response) = message { return frame(of: response) }
    let frame = message.encodedJSONBytes()
    return frame.count <= limits.maximumSizeBytes ? frame : nil
  }

  /// An answer over the limit becomes an error that says so.
  private func frame(of response: JSONRPCResponse) -> SharedBytes {
    let frame = JSONRPCMessage.response(response).encodedJSONBytes()
    let limitBytes = limits.maximumSizeBytes
    guard frame.count > limitBytes else { return frame }
    let error = response.cannotBeSent(because: "of \(frame.count) bytes is over the limit of \(limitBytes)")
    return JSONRPCMessage.response(JSONRPCResponse(id: response.id, outcome: .failure(error))).encodedJSONBytes()
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
