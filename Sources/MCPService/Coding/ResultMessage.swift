internal import Bytes
internal import JSON
internal import MCPModel
internal import Wire

/// The `MCPResponse` of a result in a Struct: nearly every message that a server sends.
///
/// It writes the bytes that `Mcp_MCPResponse` would. Making one first, with its many optional parts, and taking it apart
/// again was measured to cost more than all the writing.
enum ResultMessage {
  private static let version: StaticString = "2.0"
  private static let typeURL: StaticString = "type.googleapis.com/google.protobuf.Struct"

  /// - Parameter resultBytes: the size of the result's Struct.
  static func encoded(id: RequestID?, _ result: JSONValue, resultBytes: Int, limitBytes: Int) -> Encoded {
    let anyBytes =
      1 + WireSize.lengthDelimited(typeURL.utf8CodeUnitCount)
      + (resultBytes > 0 ? 1 + WireSize.lengthDelimited(resultBytes) : 0)
    let idBytes =
      switch id {
      case .string(let text): 1 + WireSize.string(text)
      case .integer(let number): 1 + WireSize.varint(number)
      case nil: 0
      }
    let size = 1 + WireSize.lengthDelimited(version.utf8CodeUnitCount) + idBytes + 1 + WireSize.lengthDelimited(anyBytes)
    guard size <= limitBytes else { return .tooLarge(size) }
    let bytes = WireWriter.bytes(count: size) { writer in
      // The fields of `MCPResponse`, by their numbers: jsonrpc, id, result, integer_id.
      writer.text(1, version)
      if case .string(let text) = id {
        writer.tag(2, .lengthDelimited)
        writer.string(text)
      }
      writer.tag(3, .lengthDelimited)
      writer.varint(UInt64(anyBytes))
      // The fields of `Any`: type_url, value.
      writer.text(1, typeURL)
      if resultBytes > 0 {
        writer.tag(2, .lengthDelimited)
        writer.varint(UInt64(resultBytes))
        result.writeMessage(to: &writer)
      }
      if case .integer(let number) = id {
        writer.tag(5, .varint)
        writer.varint(number)
      }
    }
    return .bytes(bytes)
  }

  enum Encoded {
    case bytes(SharedBytes)
    /// Over the limit, with this size.
    case tooLarge(Int)
  }
}

extension WireWriter {
  fileprivate mutating func tag(_ number: Int, _ type: WireType) {
    tag(WireTag(number: number, type: type).rawValue)
  }

  fileprivate mutating func text(_ number: Int, _ text: StaticString) {
    tag(number, .lengthDelimited)
    varint(UInt64(text.utf8CodeUnitCount))
    text.withUTF8Buffer { raw(UnsafeRawBufferPointer($0)) }
  }
}
