internal import Bytes
internal import JSON
internal import MCPModel
internal import Wire

extension MessageCodec {
  private static let structURL: StaticString = "type.googleapis.com/google.protobuf.Struct"

  /// Reads a request with a Struct for its params and every field once: nearly every message that a server receives.
  ///
  /// Nil for any other, be it only unusual or wrong; what it says is then found out the long way, by way of an
  /// `Mcp_MCPRequest` with its many optional parts.
  func usualRequest(_ bytes: SharedBytes) -> JSONRPCRequest? {
    defer { withExtendedLifetime(bytes) {} }
    do {
      var reader = WireReader(bytes)
      var isVersioned = false
      var id: RequestID?
      var method = ""
      var params: Range<Int>?
      // The fields of `MCPRequest`, by their numbers and types.
      while let tag = try reader.nextTag() {
        switch (tag.number, tag.type) {
        case (1, .lengthDelimited) where !isVersioned:
          isVersioned = true
          guard try reader.skip("2.0") else { return nil }
        case (2, .lengthDelimited) where id == nil: id = .string(try reader.string())
        case (3, .lengthDelimited) where method.isEmpty: method = try reader.string(usually: "tools/call")
        case (4, .lengthDelimited) where params == nil: params = try structRange(&reader)
        case (5, .varint) where id == nil: id = .integer(try reader.int64())
        default: return nil
        }
      }
      guard isVersioned, let id, !method.isEmpty, let params else { return nil }
      return JSONRPCRequest(
        id: id, method: method, params: try StructDecoder.decode(bytes[params], limits: limits),
        form: .protobufStruct, sizeBytes: bytes.count)
    } catch {
      return nil
    }
  }

  /// Where the Struct in an `Any` lies; nil for anything else in it.
  private func structRange(_ reader: inout WireReader) throws(WireError) -> Range<Int>? {
    let outer = try reader.enterMessage()
    // The fields of `Any`: type_url, value.
    guard try reader.nextTag() == WireTag(number: 1, type: .lengthDelimited), try reader.skip(Self.structURL),
      try reader.nextTag() == WireTag(number: 2, type: .lengthDelimited)
    else { return nil }
    let range = try reader.range()
    guard reader.isAtEnd else { return nil }
    reader.leave(to: outer)
    return range
  }
}
