internal import Bytes
internal import JSON
internal import MCPModel
internal import Wire

/// The `MCPResponse` of a result in a Struct: nearly every message that a server sends.
///
/// It writes the bytes that `Mcp_MCPResponse` would. Making one first, with its many optional parts, and taking it apart
/// again was measured to cost more than all the writing.
struct ResultMessage {
  private let id: RequestID?
  private let result: StructEncoding
  private let anyBytes: Int
  let encodedSize: Int

  private static let version: StaticString = "2.0"
  private static let typeURL: StaticString = "type.googleapis.com/google.protobuf.Struct"

  /// - Throws: `JSONError` where a Struct cannot hold the result.
  init(id: RequestID?, result: JSONValue) throws(JSONError) {
    self.id = id
    self.result = try StructEncoding(result)
    anyBytes =
      1 + WireSize.lengthDelimited(Self.typeURL.utf8CodeUnitCount)
      + (self.result.encodedSize > 0 ? 1 + WireSize.lengthDelimited(self.result.encodedSize) : 0)
    let idBytes =
      switch id {
      case .string(let text): 1 + WireSize.string(text)
      case .integer(let number): 1 + WireSize.varint(number)
      case nil: 0
      }
    encodedSize =
      1 + WireSize.lengthDelimited(Self.version.utf8CodeUnitCount) + idBytes + 1 + WireSize.lengthDelimited(anyBytes)
  }

  func encoded() -> SharedBytes {
    WireWriter.bytes(count: encodedSize) { writer in
      // The fields of `MCPResponse`, by their numbers: jsonrpc, id, result, integer_id.
      writer.text(1, Self.version)
      if case .string(let text) = id {
        writer.tag(2, .lengthDelimited)
        writer.string(text)
      }
      writer.tag(3, .lengthDelimited)
      writer.varint(UInt64(anyBytes))
      // The fields of `Any`: type_url, value.
      writer.text(1, Self.typeURL)
      if result.encodedSize > 0 {
        writer.tag(2, .lengthDelimited)
        writer.varint(UInt64(result.encodedSize))
        result.write(to: &writer)
      }
      if case .integer(let number) = id {
        writer.tag(5, .varint)
        writer.varint(number)
      }
    }
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
