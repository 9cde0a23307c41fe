package import Bytes
package import JSON
package import Protobufs
package import Wire

/// Between JSON-RPC as JSON and the messages of `mcp.proto`, written anew for the tests: what the service does to a
/// message is judged from outside.
package enum WireMessages {
  package static func request(_ message: JSONValue, asStruct: Bool) throws -> Mcp_MCPRequest {
    var wire = Mcp_MCPRequest()
    wire.jsonrpc = message["jsonrpc"]?.string ?? ""
    wire.method = message["method"]?.string ?? ""
    switch message["id"]?.kind {
    case nil: break
    case .string: wire.id = message["id"]?.string
    case .number: wire.integerID = message["id"]?.int
    default: throw TestFailure("the wire has no such id")
    }
    wire.params = try message["params"].map { try payload($0, asStruct: asStruct) }
    wire.result = try message["result"].map { try payload($0, asStruct: asStruct) }
    if let error = message["error"] {
      var wireError = Mcp_MCPError()
      wireError.code = Int32(error["code"]?.int ?? 0)
      wireError.message = error["message"]?.string ?? ""
      wireError.data = try error["data"].map { try payload($0, asStruct: asStruct) }
      wire.error = wireError
    }
    return wire
  }

  package static func payload(_ value: JSONValue, asStruct: Bool) throws -> AnyMessage {
    guard asStruct else { return jsonPayload(value.encodedJSONBytes()) }
    switch value.kind {
    case .object: return AnyMessage(typeURL: url("google.protobuf.Struct"), value: .deferred(try StructPayload(value)))
    case .array:
      return AnyMessage(
        typeURL: url("google.protobuf.ListValue"), value: .deferred(try StructPayload(value, as: .list)))
    default:
      return AnyMessage(
        typeURL: url("google.protobuf.Value"), value: .deferred(try StructPayload(value, as: .value)))
    }
  }

  package static func jsonPayload(_ text: SharedBytes) -> AnyMessage {
    var payload = Mcp_JSONPayload()
    payload.json = text
    return AnyMessage(typeURL: url("mcp.JSONPayload"), value: .bytes(payload.encoded()))
  }

  package static func url(_ name: String) -> String { "type.googleapis.com/" + name }

  /// An `MCPResponse` as JSON-RPC; an object without members where the message is empty.
  package static func json(_ bytes: SharedBytes) throws -> JSONValue {
    let wire = try Mcp_MCPResponse(decoding: bytes)
    var members: [(String, JSONValue)] = []
    if !wire.jsonrpc.isEmpty { members.append(("jsonrpc", .text(wire.jsonrpc))) }
    if let id = wire.id { members.append(("id", .text(id))) }
    if let id = wire.integerID { members.append(("id", .number(id))) }
    if !wire.method.isEmpty { members.append(("method", .text(wire.method))) }
    if let params = wire.params { members.append(("params", try value(params))) }
    if let result = wire.result { members.append(("result", try value(result))) }
    if let error = wire.error {
      var object: [(String, JSONValue)] = [("code", .number(Int64(error.code))), ("message", .text(error.message))]
      if let data = error.data { object.append(("data", try value(data))) }
      members.append(("error", .object(object)))
    }
    return .object(members)
  }

  package static func value(_ payload: AnyMessage) throws -> JSONValue {
    let bytes = payload.value.encoded()
    switch payload.typeURL {
    case url("google.protobuf.Struct"): return try StructDecoder.decode(bytes)
    case url("google.protobuf.Value"): return try StructDecoder.decode(bytes, as: .value)
    case url("google.protobuf.ListValue"): return try StructDecoder.decode(bytes, as: .list)
    case url("mcp.JSONPayload"): return try JSONValue.parse(try Mcp_JSONPayload(decoding: bytes).json)
    default: throw TestFailure("an answer holds a \(payload.typeURL)")
    }
  }
}
