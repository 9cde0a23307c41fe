internal import Bytes

/// A value on its way into text.
extension JSONBuilder {
  /// - Parameter closing: what is to stand behind the text.
  /// - Precondition: one value was added, every container is closed, and it was to be text.
  package consuming func finishText(closing: StaticString = "") -> JSONText {
    precondition(isText && depth == 0 && buffer.count > textStart, "a JSON builder was finished in the middle of a value")
    checkSize()
    let range = textStart..<buffer.count
    buffer.append(closing)
    let text = JSONText(range, of: buffer.finish())
    assert(text.isStrict, "a JSON object has two members of the same name")
    return text
  }

  mutating func beginText(isObject opensObject: Bool) {
    beforeText()
    if depth % UInt64.bitWidth == 0, depth > 0 { outermost.append(outer) }
    outer = outer << 1 | (isObject ? 1 : 0)
    depth += 1
    precondition(depth <= 1024, "JSON containers are nested too deeply")
    isObject = opensObject
    buffer.append(opensObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
  }

  mutating func endText(isObject closesObject: Bool) {
    precondition(depth > 0 && isObject == closesObject, "a JSON container is closed that is not open")
    precondition(!isKeyPending, "a JSON object is closed behind a name without a value")
    buffer.append(closesObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    depth -= 1
    isObject = outer & 1 == 1
    outer >>= 1
    if depth % UInt64.bitWidth == 0, depth > 0 { outer = outermost.removeLast() }
  }

  mutating func keyText(_ name: UnsafeRawBufferPointer) {
    precondition(isObject && !isKeyPending, "a name belongs into a JSON object, in front of a value")
    isKeyPending = true
    buffer.name(name, isFirst: buffer.last == UInt8(ascii: "{"))
  }

  @inlinable @inline(__always)
  mutating func keyText(_ name: StaticString) {
    precondition(isObject && !isKeyPending, "a name belongs into a JSON object, in front of a value")
    isKeyPending = true
    buffer.name(plain: name, isFirst: buffer.last == UInt8(ascii: "{"))
  }

  @inlinable @inline(__always)
  mutating func stringText(_ value: StaticString) {
    beforeText()
    buffer.quote(plain: value)
  }

  mutating func word(_ word: StaticString) {
    beforeText()
    buffer.append(word)
  }

  /// What stands between values. A bracket that opens can only be the last byte where nothing has followed it: behind
  /// that in a string comes a quotation mark.
  @inlinable @inline(__always)
  mutating func beforeText() {
    if isObject {
      precondition(isKeyPending, "a value in a JSON object needs a name")
      isKeyPending = false
    } else {
      beforeElement()
    }
  }

  @usableFromInline
  mutating func beforeElement() {
    if depth > 0 {
      if buffer.last != UInt8(ascii: "[") { buffer.append(UInt8(ascii: ",")) }
    } else {
      precondition(buffer.count == textStart, "a JSON document has one value")
    }
  }
}
