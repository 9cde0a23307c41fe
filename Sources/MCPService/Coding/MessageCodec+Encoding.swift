internal import Bytes
internal import JSON
internal import MCPModel
internal import Protobufs
internal import Wire

extension MessageCodec {
  /// An answer as an `MCPResponse`. An answer that cannot be sent becomes an error that says so.
  func encode(_ response: JSONRPCResponse) -> SharedBytes {
    let bytes = encodeOrExplain(response)
    response.receipt?.sent(bytes: bytes.count)
    return bytes
  }

  private func encodeOrExplain(_ response: JSONRPCResponse) -> SharedBytes {
    do throws(JSONError) {
      if response.form == .protobufStruct, case .success(.value(let result)) = response.outcome, result.kind == .object,
        let resultBytes = result.knownMessageBytes
      {
        switch ResultMessage.encoded(id: response.id, result, resultBytes: resultBytes, limitBytes: maxMessageBytes) {
        case .bytes(let bytes): return bytes
        case .tooLarge(let size): return tooLarge(response, size)
        }
      }
      let message = try message(response)
      let size = message.encodedSize
      return size <= maxMessageBytes ? message.encoded() : tooLarge(response, size)
    } catch {
      return failure(
        response,
        "has a number that google.protobuf.Struct cannot hold"
          + "\(error.path.map { " at \($0)" } ?? ""): ask for mcp.JSONPayload")
    }
  }

  private func tooLarge(_ response: JSONRPCResponse, _ size: Int) -> SharedBytes {
    failure(response, "of \(size) bytes is over the limit of \(maxMessageBytes)")
  }

  /// An error of known size without data, which can always be encoded.
  private func failure(_ response: JSONRPCResponse, _ reason: String) -> SharedBytes {
    let explained = response.cannotBeSent(because: reason)
    var wire = envelope(response.id)
    var error = Mcp_MCPError()
    error.code = Int32(clamping: explained.code.rawValue)
    error.message = explained.message
    wire.error = error
    return wire.encoded()
  }

  private func message(_ response: JSONRPCResponse) throws(JSONError) -> Mcp_MCPResponse {
    var wire = envelope(response.id)
    switch response.outcome {
    case .success(let result):
      wire.result = try Payload.any(result, form: response.form)
    case .failure(let error):
      wire.error = try self.error(error, form: response.form)
    }
    return wire
  }

  func error(_ error: MCPError, form: PayloadForm) throws(JSONError) -> Mcp_MCPError {
    var wire = Mcp_MCPError()
    wire.code = Int32(clamping: error.code.rawValue)
    wire.message = error.message
    wire.data = try error.data.map { (data) throws(JSONError) in try Payload.any(data, form: form) }
    return wire
  }

  private func envelope(_ id: RequestID?) -> Mcp_MCPResponse {
    var wire = Mcp_MCPResponse()
    wire.jsonrpc = "2.0"
    switch id {
    case .string(let text): wire.id = text
    case .integer(let number): wire.integerID = number
    case nil: break
    }
    return wire
  }

  /// A notification or a request of the server as an `MCPResponse`; nil where it cannot be sent.
  ///
  /// - Parameter related: the client's request that it belongs to, for a client that wants to know.
  func encodeCaused(_ message: JSONRPCMessage, related: RequestID? = nil) -> SharedBytes? {
    let (id, method, params, form): (RequestID?, String, JSONValue?, PayloadForm)
    switch message {
    case .notification(let notification):
      (id, method, params, form) = (nil, notification.method, notification.params, notification.form)
    case .request(let request):
      (id, method, params, form) = (request.id, request.method, request.params, request.form)
    case .response(let response):
      return encode(response)
    }
    var wire = envelope(id)
    wire.method = method
    related?.set(related: &wire)
    do {
      wire.params = try params.map { (params) throws(JSONError) in try Payload.any(params, form: form) }
    } catch {
      return nil
    }
    let bytes = wire.encoded()
    return bytes.count <= maxMessageBytes ? bytes : nil
  }

  /// That a request takes longer.
  func encodeRelease(of request: RequestID) -> SharedBytes {
    var wire = envelope(nil)
    request.set(related: &wire)
    return wire.encoded()
  }
}

extension RequestID {
  fileprivate func set(related wire: inout Mcp_MCPResponse) {
    switch self {
    case .string(let text): wire.relatedID = text
    case .integer(let number): wire.relatedIntegerID = number
    }
  }
}
