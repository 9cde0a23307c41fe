package import Bytes
package import JSON

extension JSONRPCMessage {
  /// Reads one message (JSON-RPC 2.0 as MCP narrows it: ids are strings or integers, params objects).
  ///
  /// A response that is not what it should be is read as one that says so. Its id names a request of ours: the sender,
  /// who was told of the fault under that id, would take this for the answer to a request of its own.
  ///
  /// - Parameter sizeBytes: of the message as it was received; 0 where it was not.
  /// - Throws: `Malformed` with -32600 (-32602 where only params are at fault) and the id, where one could be read.
  package init(_ value: borrowing JSONValue, sizeBytes: Int = 0) throws(Malformed) {
    defer { withExtendedLifetime(value) {} }
    self = try Self.read(value.view, sizeBytes)
  }

  private static func read(_ value: JSONView, _ sizeBytes: Int) throws(Malformed) -> JSONRPCMessage {
    guard value.kind == .object else {
      throw Malformed(id: nil, "A message must be a JSON object")
    }
    let members = Members(of: value)
    let id = try members.id.map { (id) throws(Malformed) in try Self.id(id) }
    if members.method == nil, members.result != nil || members.error != nil {
      return .response(JSONRPCResponse(id: id, outcome: outcome(of: members)))
    }
    guard members.hasVersion else { throw Malformed(id: id, wrongVersion) }
    guard let method = members.method, members.result == nil, members.error == nil else {
      throw Malformed(id: id, notOneOfThem)
    }
    // Protobuf does not tell an empty one from none.
    guard let method = method.string, !method.isEmpty else {
      throw Malformed(id: id, "/method: must be a string that is not empty")
    }
    if let params = members.params, params.kind != .object {
      throw Malformed(id: id, "/params: must be an object", code: .invalidParams)
    }
    guard let id else {
      return .notification(JSONRPCNotification(method: method, params: members.params?.value))
    }
    return .request(JSONRPCRequest(id: id, method: method, params: members.params?.value, sizeBytes: sizeBytes))
  }

  /// The members that mean something, found in one walk.
  private struct Members {
    private(set) var hasVersion = false
    private(set) var id: JSONView?
    private(set) var method: JSONView?
    private(set) var params: JSONView?
    private(set) var result: JSONView?
    private(set) var error: JSONView?

    init(of message: JSONView) {
      var members = message.members
      while members.advance() {
        if members.isNamed("jsonrpc") {
          hasVersion = members.value.isString("2.0")
        } else if members.isNamed("id") {
          id = members.value
        } else if members.isNamed("method") {
          method = members.value
        } else if members.isNamed("params") {
          params = members.value
        } else if members.isNamed("result") {
          result = members.value
        } else if members.isNamed("error") {
          error = members.value
        }
      }
    }
  }

  private static let wrongVersion = "/jsonrpc: must be \"2.0\""
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

  private static func id(_ value: JSONView) throws(Malformed) -> RequestID {
    switch value.kind {
    case .string:
      if let text = value.string { return .string(text) }
    case .number:
      if let number = value.shortInteger { return .integer(number) }
      // A fraction or an exponent is refused even where the value is integral: the id must come back as it was sent.
      if let token = value.value.numberToken, let number = Int64(token) { return .integer(number) }
    default: break
    }
    throw Malformed(id: nil, "/id: must be a string or an integer of 64 bits")
  }

  private static func outcome(of members: Members) -> Result<JSONRPCResult, MCPError> {
    guard members.hasVersion else { return fault(wrongVersion) }
    switch (members.result, members.error) {
    case (let result?, nil):
      return result.kind == .object ? .success(.value(result.value)) : fault("/result: must be an object")
    case (nil, let error?):
      let error = error.value
      guard let code = error["code"]?.int, let code = Int(exactly: code), let message = error["message"]?.string else {
        return fault("/error: must have an integer code and a message")
      }
      return .failure(MCPError(MCPError.Code(rawValue: code), message, data: error["data"]))
    default:
      return fault(notOneOfThem)
    }
  }

  private static func fault(_ message: String) -> Result<JSONRPCResult, MCPError> {
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
        builder.value(result.value)
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
  /// The message as JSON text.
  package func encodedJSONBytes() -> SharedBytes {
    guard case .response(let response) = self else { return json.encodedJSONBytes() }
    return response.encodedJSONBytes()
  }
}

extension JSONRPCResponse {
  /// The response as JSON text. A result, which can be large, is written in its place at once.
  package func encodedJSONBytes() -> SharedBytes {
    guard case .success(let result) = outcome else { return JSONRPCMessage.response(self).json.encodedJSONBytes() }
    return result.encodedAnswer(to: id)
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
