package import Bytes
package import JSON

extension JSONRPCMessage {
  /// Reads one message (JSON-RPC 2.0 as MCP narrows it: ids are strings or integers, params objects).
  ///
  /// A response that is not what it should be is read as one that says so. Its id names a request of ours: the sender,
  /// who was told of the fault under that id, would take this for the answer to a request of its own.
  ///
  /// - Throws: `Malformed` with -32600 (-32602 where only params are at fault) and the id, where one could be read.
  package init(_ value: JSONValue) throws(Malformed) {
    guard value.kind == .object else {
      throw Malformed(id: nil, "A message must be a JSON object")
    }
    let id = try Self.id(of: value)
    if value["method"] == nil, value["result"] != nil || value["error"] != nil {
      self = .response(JSONRPCResponse(id: id, outcome: Self.outcome(of: value)))
      return
    }
    guard value["jsonrpc"]?.string == "2.0" else {
      throw Malformed(id: id, "/jsonrpc: must be \"2.0\"")
    }
    guard let method = value["method"], value["result"] == nil, value["error"] == nil else {
      throw Malformed(id: id, Self.notOneOfThem)
    }
    guard let method = method.string else { throw Malformed(id: id, "/method: must be a string") }
    let params = value["params"]
    if let params, params.kind != .object {
      throw Malformed(id: id, "/params: must be an object", code: .invalidParams)
    }
    if let id {
      self = .request(JSONRPCRequest(id: id, method: method, params: params))
    } else {
      self = .notification(JSONRPCNotification(method: method, params: params))
    }
  }

  private static let notOneOfThem = "A message has a method, a result or an error, and only one of them"

  /// A message that is not JSON-RPC.
  package struct Malformed: Error {
    package var id: RequestID?
    package var error: MCPError

    package init(id: RequestID?, _ message: String, code: MCPError.Code = .invalidRequest) {
      self.id = id
      self.error = MCPError(code, message)
    }

    /// What the sender is told.
    package var response: JSONRPCResponse { JSONRPCResponse(id: id, outcome: .failure(error)) }
  }

  private static func id(of value: JSONValue) throws(Malformed) -> RequestID? {
    guard let id = value["id"] else { return nil }
    switch id.kind {
    case .string:
      if let text = id.string { return .string(text) }
    case .number:
      // A fraction or an exponent is refused even where the value is integral: the id must come back as it was sent.
      if let token = id.numberToken, let number = Int64(token) { return .integer(number) }
    default: break
    }
    throw Malformed(id: nil, "/id: must be a string or an integer of 64 bits")
  }

  private static func outcome(of value: JSONValue) -> Result<JSONValue, MCPError> {
    guard value["jsonrpc"]?.string == "2.0" else { return fault("/jsonrpc: must be \"2.0\"") }
    switch (value["result"], value["error"]) {
    case (let result?, nil):
      return result.kind == .object ? .success(result) : fault("/result: must be an object")
    case (nil, let error?):
      guard let code = error["code"]?.int, let code = Int(exactly: code), let message = error["message"]?.string else {
        return fault("/error: must have an integer code and a message")
      }
      return .failure(MCPError(MCPError.Code(rawValue: code), message, data: error["data"]))
    default:
      return fault(notOneOfThem)
    }
  }

  private static func fault(_ message: String) -> Result<JSONValue, MCPError> {
    .failure(MCPError(.invalidRequest, message))
  }

  /// The message as a JSON object.
  package var json: JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key("jsonrpc")
    builder.string("2.0")
    switch self {
    case .request(let request):
      builder.write(request.id)
      builder.write(method: request.method, params: request.params)
    case .notification(let notification):
      builder.write(method: notification.method, params: notification.params)
    case .response(let response):
      if let id = response.id { builder.write(id) }
      switch response.outcome {
      case .success(let result):
        builder.key("result")
        builder.value(result)
      case .failure(let error):
        builder.key("error")
        error.write(to: &builder)
      }
    }
    builder.endObject()
    return builder.finish()
  }
}

extension JSONRPCMessage {
  /// The message as JSON text. A result, which can be large, is written in its place at once.
  package func encodedJSONBytes() -> SharedBytes {
    guard case .response(let response) = self, case .success(let result) = response.outcome else {
      return json.encodedJSONBytes()
    }
    var buffer = JSONBuffer(capacityBytes: result.approximateBytes + 128)
    buffer.append(#"{"jsonrpc":"2.0","# as StaticString)
    if let id = response.id {
      buffer.append(#""id":"# as StaticString)
      switch id {
      case .string(let text): JSONValue(stringLiteral: text).writeJSON(into: &buffer)
      case .integer(let number): buffer.append(String(number))
      }
      buffer.append(UInt8(ascii: ","))
    }
    buffer.append(#""result":"# as StaticString)
    result.writeJSON(into: &buffer)
    buffer.append(UInt8(ascii: "}"))
    return buffer.finish()
  }
}

extension JSONBuilder {
  fileprivate mutating func write(_ id: RequestID) {
    key("id")
    value(id)
  }

  /// An id as a JSON value, as it appears in messages and in `_meta`.
  package mutating func value(_ id: RequestID) {
    switch id {
    case .string(let text): string(text)
    case .integer(let number): int(number)
    }
  }

  fileprivate mutating func write(method: String, params: JSONValue?) {
    key("method")
    string(method)
    if let params {
      key("params")
      value(params)
    }
  }
}
