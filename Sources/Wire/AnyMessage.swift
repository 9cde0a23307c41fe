internal import Bytes

/// `google.protobuf.Any`: a message of some other type, named by a URL.
@usableFromInline
package struct AnyMessage: WireMessage {
  /// Such as `type.googleapis.com/google.protobuf.Struct`.
  @usableFromInline package var typeURL: String
  @usableFromInline package var value: AnyPayload

  @inlinable
  package init() {
    self.init(typeURL: "", value: .empty)
  }

  @inlinable
  package init(typeURL: String, value: AnyPayload) {
    self.typeURL = typeURL
    self.value = value
  }

  /// What nearly every message here holds; a constant, so that reading it allocates nothing.
  private static let usualTypeURL = "type.googleapis.com/google.protobuf.Struct"

  @usableFromInline
  package mutating func merge(from reader: inout WireReader) throws(WireError) {
    while let tag = try reader.nextTag() {
      switch tag.rawValue {
      case 10: typeURL = try reader.string(usually: Self.usualTypeURL)
      case 18: value = .bytes(try reader.bytes())
      default: try reader.skip(tag)
      }
    }
  }

  @usableFromInline
  package var encodedSize: Int {
    var size = 0
    if !typeURL.isEmpty { size += 1 + WireSize.string(typeURL) }
    let count = value.encodedSize
    if count > 0 { size += 1 + WireSize.lengthDelimited(count) }
    return size
  }

  @usableFromInline
  package func write(to writer: inout WireWriter) {
    if !typeURL.isEmpty {
      writer.tag(10)
      writer.string(typeURL)
    }
    switch value {
    case .bytes(let bytes):
      guard !bytes.isEmpty else { return }
      writer.tag(18)
      writer.bytes(bytes)
    case .deferred(let payload):
      let count = payload.encodedSize
      guard count > 0 else { return }
      writer.tag(18)
      writer.varint(UInt64(count))
      payload.write(to: &writer)
    }
  }
}
