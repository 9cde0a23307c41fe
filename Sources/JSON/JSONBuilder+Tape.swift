internal import Bytes

/// A value on its way onto the tape.
extension JSONBuilder {
  mutating func begin(_ storage: JSONNode.Storage) {
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

  mutating func end(_ storage: JSONNode.Storage) {
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
  mutating func addSize(_ size: Int, at index: Int) {
    messageBytes +=
      isObject
      ? StructMessage.size(ofEntry: tape.nodes[index - 1].count, size) : StructMessage.size(ofItem: size)
  }

  mutating func key(_ name: UnsafeRawBufferPointer) {
    precondition(isObject && !isKeyPending, "a name belongs into a JSON object, in front of a value")
    isKeyPending = true
    count += 1
    text(name)
  }

  @usableFromInline
  mutating func keyNode(_ name: StaticString) {
    key(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  @usableFromInline
  mutating func stringNode(_ value: StaticString) {
    string(utf8: UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
  }

  @inline(__always)
  mutating func beforeValue() {
    if isObject {
      precondition(isKeyPending, "a value in a JSON object needs a name")
      isKeyPending = false
    } else {
      precondition(open != Self.none || tape.count == 0, "a JSON document has one value")
      count += 1
    }
  }

  mutating func scalar(_ storage: JSONNode.Storage, _ payload: UInt64 = 0, messageBytes: Int = 2) {
    beforeValue()
    append(tape.append(storage, payload: payload))
    addSize(messageBytes, at: tape.count - 1)
  }

  mutating func copy(_ value: JSONValue) {
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

  @inline(__always)
  mutating func text(_ utf8: UnsafeRawBufferPointer) {
    // Long text is only read when it is written, which escapes what has to be: it need not be read here as well.
    let storage: JSONNode.Storage? = utf8.count < ByteScan.longText ? ByteScan.storage(of: utf8) : .plainString
    guard let storage else { preconditionFailure("the text is not UTF-8") }
    let start = buffer.count
    buffer.append(utf8)
    checkSize()
    append(tape.append(storage, payload: JSONNode.range(start: start, count: utf8.count)))
  }

  func checkSize() {
    precondition(buffer.count <= Int(UInt32.max), "a JSON document has at most 4 GiB of text")
  }

  private func append(_ succeeded: Bool) {
    precondition(succeeded, "a JSON document has at most 2^31 - 1 nodes")
  }
}
