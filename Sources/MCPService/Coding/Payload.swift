internal import Bytes
internal import JSON
internal import MCPModel
internal import Protobufs
internal import Wire

/// The payloads that a `google.protobuf.Any` of `mcp.proto` may hold.
enum Payload {
  private static let structURL = "type.googleapis.com/google.protobuf.Struct"
  private static let valueURL = "type.googleapis.com/google.protobuf.Value"
  private static let jsonURL = "type.googleapis.com/mcp.JSONPayload"

  /// Which of the two forms a payload has.
  static func form(of payload: AnyMessage) throws(MCPError) -> PayloadForm {
    type(of: payload) == .json ? .json : .protobufStruct
  }

  private enum PayloadType {
    case object, value, list, json, other
  }

  /// What a type URL says after its last slash.
  private static func type(of payload: AnyMessage) -> PayloadType {
    if payload.typeURL == structURL { return .object }
    if payload.typeURL == jsonURL { return .json }
    switch payload.typeURL.utf8.lastIndex(of: UInt8(ascii: "/")).map({ payload.typeURL[$0...].dropFirst() }) {
    case "google.protobuf.Struct": return .object
    case "google.protobuf.Value": return .value
    case "google.protobuf.ListValue": return .list
    case "mcp.JSONPayload": return .json
    default: return .other
    }
  }

  /// Reads a payload.
  ///
  /// - Throws: -32602, or -32700 where JSON text is not JSON.
  static func value(_ payload: AnyMessage, at path: String, _ limits: JSONLimits) throws(MCPError) -> JSONValue {
    let bytes = payload.value.encoded()
    do {
      switch type(of: payload) {
      case .object: return try StructDecoder.decode(bytes, as: .object, limits: limits)
      case .value: return try StructDecoder.decode(bytes, as: .value, limits: limits)
      case .list: return try StructDecoder.decode(bytes, as: .list, limits: limits)
      case .json: return try JSONValue.parse(try text(bytes, at: path), limits: limits)
      case .other:
        throw MCPError.invalidParams(
          "must be a google.protobuf.Struct, Value or ListValue, or an mcp.JSONPayload", at: path)
      }
    } catch let error as MCPError {
      throw error
    } catch let error as JSONError where type(of: payload) == .json {
      throw MCPError(.parseError, "\(path): \(error.description)")
    } catch {
      throw .invalidParams("\(error)", at: path)
    }
  }

  private static func text(_ bytes: SharedBytes, at path: String) throws(MCPError) -> SharedBytes {
    do {
      return try Mcp_JSONPayload(decoding: bytes).json
    } catch {
      throw .invalidParams(error.description, at: path)
    }
  }

  /// A payload in the form that the peer uses.
  ///
  /// - Throws: `JSONError` naming the place of a number that `google.protobuf.Struct` would change.
  static func any(_ result: JSONRPCResult, form: PayloadForm) throws(JSONError) -> AnyMessage {
    form == .json ? json(result.encodedJSONBytes) : try any(result.value, form: form)
  }

  private static func json(_ text: SharedBytes) -> AnyMessage {
    AnyMessage(typeURL: jsonURL, value: .deferred(JSONTextPayload(text)))
  }

  static func any(_ value: JSONValue, form: PayloadForm) throws(JSONError) -> AnyMessage {
    switch form {
    case .json: return json(value.encodedJSONBytes())
    case .protobufStruct:
      if value.kind == .object {
        return AnyMessage(typeURL: structURL, value: .deferred(try StructPayload(value)))
      }
      return AnyMessage(typeURL: valueURL, value: .deferred(try StructPayload(value, as: .value)))
    }
  }
}

/// A `JSONPayload` whose text goes straight into the message around it.
private final class JSONTextPayload: DeferredPayload {
  private let text: SharedBytes
  let encodedSize: Int

  init(_ text: SharedBytes) {
    self.text = text
    encodedSize = text.isEmpty ? 0 : 1 + WireSize.lengthDelimited(text.count)
  }

  func write(to writer: inout WireWriter) {
    guard !text.isEmpty else { return }
    writer.tag(10)
    writer.bytes(text)
  }
}
