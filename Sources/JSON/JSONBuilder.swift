public import Bytes
internal import Wire

/// Makes a JSON value front to back: the cheap way to an answer.
///
/// Text and nodes are appended to one buffer and one tape; nothing is formatted until the value is written as JSON or
/// as a Struct. The sizes of the messages that a Struct nests are added up on the way. What will only ever be JSON text
/// can be written as that at once, without a tape. Nesting mistakes are the developer's and trap, as do more than 1,024
/// open containers and more than 4 GiB of text. Names must differ within an object, and those that are known when the
/// program is written must not need JSON's escapes: debug builds check both.
public struct JSONBuilder: ~Copyable {
  /// Whether the value is written as JSON text at once, and where that begins.
  @usableFromInline let isText: Bool
  var textStart = 0
  var tape: JSONTape
  @usableFromInline var buffer: JSONBuffer
  /// The innermost open container on the tape. Its node leads to its parent, and the parent's node keeps `count` and
  /// `messageBytes` until they are needed again.
  var open = JSONBuilder.none
  @usableFromInline var isObject = false
  @usableFromInline var isKeyPending = false
  var count = 0
  /// The size of the open container's message so far; from `unknownSize` on it is not known.
  var messageBytes = 0
  var depth = 0
  /// For text, which of the containers around the innermost are objects: a bit each, and those that have no room in it.
  var outer: UInt64 = 0
  var outermost: [UInt64] = []

  static var none: Int { Int(UInt32.max) }
  static var unknownSize: Int { Int(UInt32.max) }

  /// An empty builder: one value is made with it.
  public init() { self.init(capacityBytes: 256) }

  /// - Parameter capacityBytes: how much text there is room for before memory has to be moved.
  package init(capacityBytes: Int) {
    isText = false
    tape = JSONTape(capacity: min(capacityBytes / 10 + 4, JSONTape.usualCapacity), limit: .max)
    buffer = JSONBuffer(capacityBytes: capacityBytes)
  }

  /// A builder of JSON text.
  ///
  /// - Parameter opening: what the text is to stand behind.
  package init(textBehind opening: consuming JSONBuffer) {
    isText = true
    tape = JSONTape(capacity: 0, limit: .max)
    textStart = opening.count
    buffer = opening
  }

  /// Members follow, each with its `key`.
  public mutating func beginObject() { isText ? beginText(isObject: true) : begin(.object) }
  public mutating func endObject() { isText ? endText(isObject: true) : end(.object) }
  public mutating func beginArray() { isText ? beginText(isObject: false) : begin(.array) }
  public mutating func endArray() { isText ? endText(isObject: false) : end(.array) }

  /// Begins a member; its value comes next.
  @inlinable @inline(__always)
  public mutating func key(_ name: StaticString) {
    isText ? keyText(name) : keyNode(name)
  }

  // A literal is meant as the one above.
  /// The same for a name that is not known before; it is escaped where it has to be.
  @_disfavoredOverload
  public mutating func key(_ name: String) {
    var name = name
    name.withUTF8 { isText ? keyText(UnsafeRawBufferPointer($0)) : key(UnsafeRawBufferPointer($0)) }
  }

  public mutating func null() { isText ? word("null") : scalar(.null) }

  public mutating func bool(_ value: Bool) {
    isText ? word(value ? "true" : "false") : scalar(value ? .true : .false)
  }

  /// Exact in JSON text; a Struct, whose numbers are doubles, cannot be made of one that a double would change.
  public mutating func int(_ value: Int64) {
    guard isText else {
      return scalar(
        .int, UInt64(bitPattern: value), messageBytes: value.magnitude <= 1 << 53 ? 9 : Self.unknownSize)
    }
    beforeText()
    buffer.append(value)
  }

  /// - Precondition: the number is finite.
  public mutating func double(_ value: Double) {
    precondition(value.isFinite, "JSON has neither NaN nor infinities")
    guard isText else { return scalar(.double, value.bitPattern, messageBytes: 9) }
    beforeText()
    buffer.append(value)
  }

  public mutating func string(_ value: String) {
    value.utf8Span.span.withUnsafeBytes { string(utf8: $0) }
  }

  /// A string that is known when the program is written.
  @inlinable @inline(__always)
  package mutating func string(constant value: StaticString) {
    isText ? stringText(value) : stringNode(value)
  }

  /// - Precondition: the bytes are UTF-8.
  package mutating func string(_ utf8: SharedBytes) {
    utf8.withUnsafeBytes { string(utf8: $0) }
  }

  /// - Precondition: the bytes are UTF-8.
  package mutating func string(utf8: UnsafeRawBufferPointer) {
    if isText {
      beforeText()
      buffer.quote(utf8)
    } else {
      beforeValue()
      text(utf8)
      addSize(StructMessage.size(ofText: utf8.count), at: tape.count - 1)
    }
  }

  /// Copies a value of another document; its number tokens and escapes stay as they are.
  public mutating func value(_ value: JSONValue) {
    guard isText else { return copy(value) }
    beforeText()
    value.writeJSON(into: &buffer)
  }

  /// Parses JSON text and adds it with its number tokens and escapes as they are.
  package mutating func json(_ text: SharedBytes, limits: JSONLimits = .defaults) throws(JSONError) {
    value(try JSONValue.parse(text, limits: limits))
  }

  /// - Precondition: one value was added, every container is closed, and it was not to be text.
  public consuming func finish() -> JSONValue {
    precondition(open == Self.none && tape.count > 0, "a JSON builder was finished in the middle of a value")
    return JSONValue(tape.finish(source: buffer.finish()), 0)
  }
}
