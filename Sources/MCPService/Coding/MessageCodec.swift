internal import Bytes
internal import JSON
internal import MCPModel
internal import Protobufs
internal import Wire

/// Between the messages of `mcp.proto` and JSON-RPC messages.
struct MessageCodec: Sendable {
  let limits: JSONLimits
  /// An encoded message may not be larger.
  let maxMessageBytes: Int

  /// What an `MCPRequest` turned out to be.
  struct Received {
    enum Content {
      case message(JSONRPCMessage)
      /// Well-formed protobuf that is not a message of JSON-RPC, and what its sender is told.
      case malformed(JSONRPCResponse)
    }
    var content: Content
    /// The sender used a field that the first form of `mcp.proto` did not have.
    var isExtended: Bool
  }

  /// Reads a request message.
  ///
  /// - Parameter form: of answers where no payload tells it.
  /// - Throws: `WireError` where the bytes are not protobuf.
  func request(_ bytes: SharedBytes, form: PayloadForm) throws(WireError) -> Received {
    if let request = usualRequest(bytes) {
      // An integer for an id is a field that the first form did not have.
      return Received(content: .message(.request(request)), isExtended: request.id.isInteger)
    }
    return try anyMessage(bytes, form: form)
  }

  /// Reads a message of any kind, as `request` does.
  func anyMessage(_ bytes: SharedBytes, form: PayloadForm) throws(WireError) -> Received {
    let wire = try Mcp_MCPRequest(decoding: bytes)
    var isExtended = wire.integerID != nil || wire.result != nil || wire.error != nil
    var form = form
    var id: RequestID?
    do throws(MCPError) {
      if let text = wire.id { id = .string(text) }
      if let number = wire.integerID {
        guard id == nil else { throw MCPError(.invalidRequest, "A request has id or integer_id, not both") }
        id = .integer(number)
      }
      guard wire.jsonrpc == "2.0" else { throw MCPError(.invalidRequest, "/jsonrpc: must be \"2.0\"") }
      if let payload = wire.params ?? wire.result {
        form = try Payload.form(of: payload)
        if form == .json { isExtended = true }
      }
      let message: JSONRPCMessage
      if !wire.method.isEmpty {
        guard wire.result == nil, wire.error == nil else {
          throw MCPError(.invalidRequest, "A message has a method, a result or an error, and only one of them")
        }
        let params = try wire.params.map { (payload) throws(MCPError) in
          try object(payload, at: "/params")
        }
        if let id {
          message = .request(
            JSONRPCRequest(id: id, method: wire.method, params: params, form: form, sizeBytes: bytes.count))
        } else {
          message = .notification(JSONRPCNotification(method: wire.method, params: params, form: form))
        }
      } else {
        message = .response(try response(id: id, result: wire.result, error: wire.error, form: form))
      }
      return Received(content: .message(message), isExtended: isExtended)
    } catch {
      let fault = JSONRPCResponse(id: id, outcome: .failure(error), form: form)
      // What is wrong with a response concerns whoever waits for it: its id names no request of the sender's.
      let isResponse = wire.method.isEmpty && (wire.result != nil || wire.error != nil)
      return Received(
        content: isResponse ? .message(.response(fault)) : .malformed(fault), isExtended: isExtended)
    }
  }

  /// The outcome of a response, from either side.
  func response(
    id: RequestID?, result: AnyMessage?, error: Mcp_MCPError?, form: PayloadForm
  ) throws(MCPError) -> JSONRPCResponse {
    switch (result, error) {
    case (let result?, nil):
      return JSONRPCResponse(id: id, outcome: .success(.value(try object(result, at: "/result"))), form: form)
    case (nil, let error?):
      let data = try error.data.map { (data) throws(MCPError) in try Payload.value(data, at: "/error/data", limits) }
      return JSONRPCResponse(
        id: id,
        outcome: .failure(MCPError(MCPError.Code(rawValue: Int(error.code)), error.message, data: data)), form: form)
    default:
      throw MCPError(.invalidRequest, "A message has a method, a result or an error, and only one of them")
    }
  }

  func object(_ payload: AnyMessage, at path: String) throws(MCPError) -> JSONValue {
    let value = try Payload.value(payload, at: path, limits)
    guard value.kind == .object else { throw .invalidParams("must be an object", at: path) }
    return value
  }
}
