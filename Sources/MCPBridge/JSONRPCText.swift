package import Bytes
package import JSON
package import MCPEngine
package import MCPModel

/// Messages as JSON texts within limits, in both directions.
package struct JSONRPCText: Sendable {
  package let limits: JSONLimits

  package init(limits: JSONLimits) {
    self.limits = limits
  }

  /// What a text says: a message, a batch, or what its sender is told in place of an answer.
  package func event(of text: SharedBytes) -> CarrierEvent {
    let value: JSONValue
    do {
      value = try JSONValue.parse(text, limits: limits)
    } catch {
      return .malformed(
        JSONRPCResponse(id: nil, outcome: .failure(MCPError(.parseError, "Parse error: \(error.description)"))))
    }
    return value.kind == .array
      ? .batch(value.elements.map { event(of: $0) }) : event(of: value, sizeBytes: text.count)
  }

  private func event(of value: JSONValue, sizeBytes: Int? = nil) -> CarrierEvent {
    do {
      return .message(try JSONRPCMessage(value, sizeBytes: sizeBytes ?? value.encodedJSONBytes().count))
    } catch {
      return .malformed(error.response)
    }
  }

  /// Nil where a message over the limit cannot be sent, and there is nothing to send in its place: nobody waits for a
  /// notification, and who asks the client something is told that it was not sent.
  package func encode(_ message: JSONRPCMessage) -> SharedBytes? {
    if case .response(let response) = message { return encode(response) }
    let text = message.encodedJSONBytes()
    return text.count <= limits.maximumSizeBytes ? text : nil
  }

  /// An answer over the limit becomes an error that says so.
  package func encode(_ response: JSONRPCResponse) -> SharedBytes {
    let text = response.encodedJSONBytes()
    let limitBytes = limits.maximumSizeBytes
    guard text.count > limitBytes else { return text }
    let error = response.cannotBeSent(because: "of \(text.count) bytes is over the limit of \(limitBytes)")
    return JSONRPCResponse(id: response.id, outcome: .failure(error)).encodedJSONBytes()
  }

  /// The answers to a batch as one array (JSON-RPC 2.0, section 6; MCP 2025-03-26, Batching); nil where all together
  /// are over the limit, or where there are none.
  package func join(_ answers: [SharedBytes]) -> SharedBytes? {
    // A comma or bracket before each, and one bracket at the end.
    let sizeBytes = answers.reduce(1) { $0 + 1 + $1.count }
    guard !answers.isEmpty, sizeBytes <= limits.maximumSizeBytes else { return nil }
    var array = JSONBuffer(capacityBytes: sizeBytes)
    for (index, answer) in answers.enumerated() {
      array.append(index == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
      array.append(answer)
    }
    array.append(UInt8(ascii: "]"))
    return array.finish()
  }
}
