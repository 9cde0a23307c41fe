package import Bytes
internal import Wire

/// Makes a JSON value front to back: the cheap way to an answer.
///
/// Text and nodes are appended to one buffer and one tape; nothing is formatted until the value is written as JSON or
/// as a Struct. The sizes of the messages that a Struct nests are added up on the way. Nesting mistakes are the
/// developer's and trap, as do more than 1,024 open containers and more than 4 GiB of text. Names must differ within an
/// object: debug builds check it.
public struct JSONBuilder: ~Copyable {
  private var tape: JSONTape
  private var buffer: JSONBuffer
  /// The innermost open container. Its node leads to its parent, and the parent's node keeps `count` and
  /// `messageBytes` until they are needed again.
  private var open = JSONBuilder.none
  private var isObject = false
  private var isKeyPending = false
  private var count = 0
  /// The size of the open container's message so far; from `unknownSize` on it is not known.
  private var messageBytes = 0
  private var depth = 0

  private static var none: Int { Int(UInt32.max) }
  private static var unknownSize: Int { Int(UInt32.max) }

  public init() { self.init(capacityBytes: 256) }

  /// - Parameter capacityBytes: how much text there is room for before memory has to be moved.
  package init(capacityBytes: Int) {
    tape = JSONTape(capacity: min(capacityBytes / 10 + 4, JSONTape.usualCapacity), limit: .max)
    buffer = JSONBuffer(capacityBytes: capacityBytes)
  }

  public mutating func beginObject() { begin(.object) }
  public mutating func endObject() { end(.object) }
  public mutating func beginArray() { begin(.array) }
  public mutating func endArray() { end(.array) }

  /// Begins a member; its value comes next.
  public mutating func key(_ name: StaticString) {
    name.withUTF8Buffer { key(UnsafeRawBufferPointer($0)) }
  }

  public mutating func key(_ name: String) {
    var name = name
    name.withUTF8 { key(UnsafeRawBufferPointer($0)) }
  }

  public mutating func null() { scalar(.null) }

  public mutating func bool(_ value: Bool) { scalar(value ? .true : .false) }

  public mutating func int(_ value: Int64) {
    scalar(.int, UInt64(bitPattern: value), messageBytes: value.magnitude <= 1 << 53 ? 9 : Self.unknownSize)
  }

  /// - Precondition: the number is finite.
  public mutating func double(_ value: Double) {
    precondition(value.isFinite, "JSON has neither NaN nor infinities")
    scalar(.double, value.bitPattern, messageBytes: 9)
  }

  public mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { string(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// - Precondition: the bytes are UTF-8.
  package mutating func string(_ utf8: SharedBytes) {
    utf8.withUnsafeBytes { string(utf8: $0) }
  }

  /// - Precondition: the bytes are UTF-8.
  package mutating func string(utf8: UnsafeRawBufferPointer) {
    beforeValue()
    text(utf8)
    addSize(StructMessage.size(ofText: utf8.count), at: tape.count - 1)
  }

  /// Copies a value of another document; its number tokens and escapes stay as they are.
  public mutating func value(_ value: JSONValue) {
    beforeValue()
    let node = value.node
    let bytes = value.document.bytes(of: Int(value.index))
    let byteDelta = buffer.count - node.start
    buffer.append(bytes)
    checkSize()
    let index = tape.count
    append(tape.append(from: value.document, Int(value.index)..<Int(node.next), byteDelta: byteDelta))
    // A string came without its quotation marks.
    if !node.storage.isContainer, node.flags.contains(.isText) {
      tape.nodes[index] = JSONNode(
        node.storage, detail: node.detail, next: tape.nodes[index].next, payload: tape.nodes[index].payload)
    }
    addSize(node.sizeAsValue(at: value.document.base) ?? Self.unknownSize, at: index)
    withExtendedLifetime(value) {}
  }

  /// Parses JSON text and adds it with its number tokens and escapes as they are.
  package mutating func json(_ text: SharedBytes, limits: JSONLimits = .defaults) throws(JSONError) {
    value(try JSONValue.parse(text, limits: limits))
  }

  /// - Precondition: one value was added, and every container is closed.
  public consuming func finish() -> JSONValue {
    precondition(open == Self.none && tape.count > 0, "a JSON builder was finished in the middle of a value")
    return JSONValue(tape.finish(source: buffer.finish()), 0)
  }

  private mutating func begin(_ storage: JSONNode.Storage) {
    beforeValue()
    depth += 1
    precondition(depth <= 1024, "JSON containers are nested too deeply")
    let index = tape.count
    append(tape.append(storage, payload: JSONNode.range(start: buffer.count, count: 0)))
    tape.nodes[index].next = UInt32(truncatingIfNeeded: open)
    if open != Self.none {
      let outer = tape.nodes[open]
      tape.nodes[open] = JSONNode(
        outer.storage, detail: count, next: outer.next,
        payload: JSONNode.range(start: outer.start, count: min(messageBytes, Self.unknownSize)))
    }
    open = index
    isObject = storage == .object
    count = 0
    messageBytes = 0
  }

  private mutating func end(_ storage: JSONNode.Storage) {
    precondition(open != Self.none && isObject == (storage == .object), "a JSON container is closed that is not open")
    precondition(!isKeyPending, "a JSON object is closed behind a name without a value")
    let index = open
    let node = tape.nodes[index]
    let isSized = messageBytes < Self.unknownSize
    tape.nodes[index] = JSONNode(
      storage, flags: isSized ? .isSized : [], detail: count, next: UInt32(truncatingIfNeeded: tape.count),
      payload: JSONNode.range(start: node.start, count: isSized ? messageBytes : buffer.count - node.start))
    assert(
      !isObject
        || buffer.withUnsafeBytes { [nodes = tape.nodes] in
          $0.baseAddress.map { KeyUniqueness.duplicate(in: nodes, at: index, base: $0) == nil } ?? true
        }, "a JSON object has two members of the same name")
    depth -= 1
    open = Int(node.next)
    guard open != Self.none else { return isObject = false }
    let size = StructMessage.size(ofMessage: messageBytes)
    let outer = tape.nodes[open]
    isObject = outer.storage == .object
    count = outer.detail
    messageBytes = outer.count
    addSize(size, at: index)
  }

  /// Adds the value at `index`, which takes `size` bytes as a `Value` message, to the open container's message.
  @inline(__always)
  private mutating func addSize(_ size: Int, at index: Int) {
    messageBytes +=
      isObject
      ? StructMessage.size(ofEntry: tape.nodes[index - 1].count, size) : StructMessage.size(ofItem: size)
  }

  private mutating func key(_ name: UnsafeRawBufferPointer) {
    precondition(isObject && !isKeyPending, "a name belongs into a JSON object, in front of a value")
    isKeyPending = true
    count += 1
    text(name)
  }

  @inline(__always)
  private mutating func beforeValue() {
    if isObject {
      precondition(isKeyPending, "a value in a JSON object needs a name")
      isKeyPending = false
    } else {
      precondition(open != Self.none || tape.count == 0, "a JSON document has one value")
      count += 1
    }
  }

  private mutating func scalar(_ storage: JSONNode.Storage, _ payload: UInt64 = 0, messageBytes: Int = 2) {
    beforeValue()
    append(tape.append(storage, payload: payload))
    addSize(messageBytes, at: tape.count - 1)
  }

  @inline(__always)
  private mutating func text(_ utf8: UnsafeRawBufferPointer) {
    // Long text is only read when it is written, which escapes what has to be: it need not be read here as well.
    let storage: JSONNode.Storage? = utf8.count < ByteScan.longText ? ByteScan.storage(of: utf8) : .plainString
    guard let storage else { preconditionFailure("the text is not UTF-8") }
    let start = buffer.count
    buffer.append(utf8)
    checkSize()
    append(tape.append(storage, payload: JSONNode.range(start: start, count: utf8.count)))
  }

  private func checkSize() {
    precondition(buffer.count <= Int(UInt32.max), "a JSON document has at most 4 GiB of text")
  }

  private func append(_ succeeded: Bool) {
    precondition(succeeded, "a JSON document has at most 2^31 - 1 nodes")
  }
}
