/// Why this room exists: requests and answers are JSON, or a Struct that means the same, and everything on the way
/// between bytes and their meaning has to be one fast, strict and lossless implementation. It imports Bytes and Wire.

package import Bytes

/// A JSON value: a view of one node in a parsed, decoded or built document.
///
/// Copying it copies a reference. It keeps the whole document alive, the received bytes included; what should outlive
/// a large document is better rebuilt with `JSONBuilder.value`. A document never changes once a value of it exists,
/// which is why the type is `Sendable`.
public struct JSONValue: @unchecked Sendable {
  @usableFromInline let document: JSONDocument
  @usableFromInline let index: Int32

  @inlinable @inline(__always)
  init(_ document: JSONDocument, _ index: Int) {
    self.document = document
    self.index = Int32(truncatingIfNeeded: index)
  }

  @inlinable @inline(__always) var node: JSONNode { document.nodes[Int(index)] }

  /// Reads JSON text; strings and numbers of the value are views of `source`.
  ///
  /// - Throws: `JSONError` for what is not exactly one JSON value in UTF-8 (RFC 8259), for objects with two members of
  ///   the same name, lone surrogates, a byte order mark, and whatever is over `limits`.
  package static func parse(
    _ source: SharedBytes, limits: JSONLimits = .defaults
  ) throws(JSONError) -> JSONValue {
    JSONValue(try JSONParser.parse(source, limits: limits), 0)
  }

  /// Reads JSON text, as `parse` of bytes does.
  public static func parse(_ text: String, limits: JSONLimits = .defaults) throws(JSONError) -> JSONValue {
    try parse(SharedBytes(text.utf8), limits: limits)
  }

  /// What JSON has (RFC 8259, section 3); numbers are of one kind.
  public enum Kind: Sendable, Hashable {
    case null, bool, number, string, array, object
  }

  @inlinable @inline(__always) public var kind: Kind { node.kind }

  @inlinable public var isNull: Bool { node.storage == .null }

  /// Nil where the value is not a truth value.
  public var bool: Bool? {
    switch node.storage {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The text without escapes; nil where the value is not a string.
  public var string: String? { Self.text(in: document, at: Int(index)) }

  /// The text of the node at `index`; nil where it is not a string.
  @usableFromInline static func text(in document: JSONDocument, at index: Int) -> String? {
    let node = document.nodes[index]
    guard node.kind == .string else { return nil }
    defer { withExtendedLifetime(document) {} }
    // The text was checked when the document was made.
    return node.withText(at: document.base) { text in
      let bytes = UnsafeBufferPointer(start: text.baseAddress?.assumingMemoryBound(to: UInt8.self), count: text.count)
      return String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: false))
    }
  }

  /// The text as UTF-8, without a copy where nothing is escaped; nil where the value is not a string.
  package var utf8: SharedBytes? {
    let node = node
    guard kind == .string else { return nil }
    defer { withExtendedLifetime(document) {} }
    guard node.storage == .escapedString else { return document.source[node.start..<node.start + node.count] }
    return node.withText(at: document.base) { SharedBytes(copying: $0) }
  }

  /// Whether the value is the string `text`, byte for byte. Allocates nothing.
  package func isString(_ text: StaticString) -> Bool {
    defer { withExtendedLifetime(self) {} }
    return view.isString(text)
  }

  @_disfavoredOverload
  package func isString(_ text: String) -> Bool {
    defer { withExtendedLifetime(self) {} }
    return view.isString(text)
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as JSON text on one line.
  public var description: String {
    encodedJSONBytes().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
