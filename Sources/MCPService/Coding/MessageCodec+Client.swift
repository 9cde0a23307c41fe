internal import Bytes
internal import JSON
internal import MCPModel
internal import Protobufs
internal import Wire

/// The client's side of the wire.
extension MessageCodec {
  /// A message for the server, its payload as JSON text.
  func encode(_ message: JSONRPCMessage) throws(JSONError) -> SharedBytes {
    var wire = Mcp_MCPRequest()
    wire.jsonrpc = "2.0"
    switch message {
    case .request(let request):
      set(request.id, in: &wire)
      wire.method = request.method
      wire.params = try payload(request.params)
    case .notification(let notification):
      wire.method = notification.method
      wire.params = try payload(notification.params)
    case .response(let response):
      if let id = response.id { set(id, in: &wire) }
      switch response.outcome {
      case .success(let result): wire.result = try Payload.any(result, form: .json)
      case .failure(let failure): wire.error = try error(failure, form: .json)
      }
    }
    return wire.encoded()
  }

  /// A message of the server, and the request of the client's that it belongs to, where it says so. Without a message
  /// that request takes longer.
  ///
  /// - Throws: `MCPError` where it is not what a server sends, `WireError` where it is not protobuf.
  func related(_ bytes: SharedBytes) throws -> (message: JSONRPCMessage?, request: RequestID?) {
    let wire = try Mcp_MCPResponse(decoding: bytes)
    let request: RequestID? = wire.relatedIntegerID.map(RequestID.integer) ?? wire.relatedID.map(RequestID.string)
    let isRelease = request != nil && wire.method.isEmpty && wire.result == nil && wire.error == nil
    return (isRelease ? nil : try message(wire), request)
  }

  /// A message of the server, as `related`.
  func answer(_ bytes: SharedBytes) throws -> JSONRPCMessage {
    try message(try Mcp_MCPResponse(decoding: bytes))
  }

  private func message(_ wire: Mcp_MCPResponse) throws -> JSONRPCMessage {
    let id: RequestID? = wire.integerID.map(RequestID.integer) ?? wire.id.map(RequestID.string)
    guard !wire.method.isEmpty else {
      return .response(try response(id: id, result: wire.result, error: wire.error, form: .json))
    }
    let params = try wire.params.map { try object($0, at: "/params") }
    if let id { return .request(JSONRPCRequest(id: id, method: wire.method, params: params)) }
    return .notification(JSONRPCNotification(method: wire.method, params: params))
  }

  private func payload(_ value: JSONValue?) throws(JSONError) -> AnyMessage? {
    try value.map { (value) throws(JSONError) in try Payload.any(value, form: .json) }
  }

  private func set(_ id: RequestID, in wire: inout Mcp_MCPRequest) {
    switch id {
    case .string(let text): wire.id = text
    case .integer(let number): wire.integerID = number
    }
  }
}
