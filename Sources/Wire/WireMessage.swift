public import Bytes

/// A protobuf message as a value; generated code conforms to it.
@usableFromInline
package protocol WireMessage: Sendable, Equatable {
  /// Every field absent or at its default.
  init()

  /// Reads fields up to the end of the reader's innermost message. The last occurrence of a singular field wins,
  /// nested messages are merged, lists are appended to, and unknown fields are passed over.
  mutating func merge(from reader: inout WireReader) throws(WireError)

  /// The exact number of bytes that `write` produces.
  var encodedSize: Int { get }

  /// Writes the fields in ascending order of their numbers.
  func write(to writer: inout WireWriter)
}

extension WireMessage {
  /// Decodes a whole message. `bytes` fields are slices that share its owner.
  @inlinable
  package init(decoding bytes: SharedBytes) throws(WireError) {
    // The reader holds bare pointers, so the owner has to outlive it.
    defer { withExtendedLifetime(bytes) {} }
    self.init()
    var reader = WireReader(bytes)
    try merge(from: &reader)
  }

  /// Decodes the rest of the reader's innermost message.
  @inlinable
  package init(from reader: inout WireReader) throws(WireError) {
    self.init()
    try merge(from: &reader)
  }

  /// The message in one buffer of exactly its size.
  @inlinable
  package func encoded() -> SharedBytes {
    WireWriter.bytes(count: encodedSize) { write(to: &$0) }
  }
}
