/// Messages inside messages, packed lists, and fields nobody asked for.
extension WireReader {
  /// What to return to once an inner value is read.
  @usableFromInline
  package struct Scope {
    @usableFromInline let end: UnsafeRawPointer
    @usableFromInline let depthLeft: Int

    @inlinable
    init(end: UnsafeRawPointer, depthLeft: Int) {
      self.end = end
      self.depthLeft = depthLeft
    }
  }

  /// Narrows the reader to the length-delimited message that starts here, until `leave`.
  @inlinable
  package mutating func enterMessage() throws(WireError) -> Scope {
    guard depthLeft > 0 else { throw tooDeep() }
    let outer = try enterPacked()
    depthLeft -= 1
    return outer
  }

  /// Narrows the reader to the packed list of numbers that starts here, until `leave`.
  @inlinable
  package mutating func enterPacked() throws(WireError) -> Scope {
    let count = try length()
    let outer = Scope(end: end, depthLeft: depthLeft)
    end = cursor + count
    return outer
  }

  /// Widens the reader again; what was left of the inner value is passed over.
  @inlinable
  package mutating func leave(to outer: Scope) {
    cursor = end
    end = outer.end
    depthLeft = outer.depthLeft
  }

  /// Reads a nested message into `message`; fields already there are merged with, as protobuf prescribes.
  @inlinable
  package mutating func merge<Message: WireMessage>(into message: inout Message) throws(WireError) {
    let outer = try enterMessage()
    try message.merge(from: &self)
    leave(to: outer)
  }

  /// Reads a nested message into an optional field; a second occurrence is merged into the first.
  @inlinable
  package mutating func merge<Message: WireMessage>(into field: inout Message?) throws(WireError) {
    let outer = try enterMessage()
    if field == nil { field = Message() }
    // In place: taking the message out and putting it back would copy what it refers to.
    try field?.merge(from: &self)
    leave(to: outer)
  }

  /// Reads a nested message that stands alone, such as an element of a list.
  @inlinable
  package mutating func message<Message: WireMessage>(_ type: Message.Type) throws(WireError) -> Message {
    var message = Message()
    try merge(into: &message)
    return message
  }

  /// Passes over the value of a field whose tag was just read.
  package mutating func skip(_ tag: WireTag) throws(WireError) {
    switch tag.type {
    case .varint: _ = try varint()
    case .fixed64: _ = try fixed64()
    case .lengthDelimited: cursor += try length()
    case .startGroup: try skipGroup(tag.number)
    case .fixed32: _ = try fixed32()
    case .endGroup, nil: throw invalidTag()
    }
  }

  /// Recursion is bounded by the depth limit, which groups share with messages.
  private mutating func skipGroup(_ number: Int) throws(WireError) {
    guard depthLeft > 0 else { throw tooDeep() }
    depthLeft -= 1
    while let tag = try nextTag() {
      guard tag.type == .endGroup else {
        try skip(tag)
        continue
      }
      guard tag.number == number else { throw invalidTag() }
      depthLeft += 1
      return
    }
    throw truncated()
  }

  @inline(never) @usableFromInline
  func tooDeep() -> WireError {
    WireError(code: .tooDeep, message: "messages are nested too deeply", offset: position)
  }
}
