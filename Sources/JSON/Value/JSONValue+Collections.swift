extension JSONValue {
  /// How many elements or members the value has; 0 where it is neither an array nor an object.
  public var count: Int {
    let node = node
    switch node.storage {
    case .object: return KeyUniqueness.memberCount(document.nodes, Int(index))
    case .array:
      guard node.detail == JSONNode.maximumDetail else { return node.detail }
      return elements.reduce(0) { count, _ in count + 1 }
    default: return 0
    }
  }

  /// The member of that name; nil where there is none or the value is not an object. Allocates nothing; takes time in
  /// proportion to the number of members.
  @_disfavoredOverload
  public subscript(name: String) -> JSONValue? {
    var name = name
    return name.withUTF8 { member(UnsafeRawBufferPointer($0)) }
  }

  /// The same for a name that is known when the program is written.
  @inlinable public subscript(name: StaticString) -> JSONValue? { member(Self.utf8(of: name)) }

  /// The element at that position; nil where there is none or the value is not an array. Takes time in proportion to
  /// the position.
  public subscript(position: Int) -> JSONValue? {
    guard position >= 0, position < count, node.storage == .array else { return nil }
    var index = Int(index) + 1
    for _ in 0..<position { index = Int(document.nodes[index].next) }
    return JSONValue(document, index)
  }

  /// The text of the member of that name, without escapes; nil where there is none or it is not a string.
  @inlinable public func text(_ name: StaticString) -> String? {
    memberIndex(Self.utf8(of: name)).flatMap { Self.text(in: document, at: $0) }
  }

  /// What kind of value the member of that name is; nil where there is none or the value is not an object.
  @inlinable public func kind(of name: StaticString) -> Kind? {
    memberIndex(Self.utf8(of: name)).map { document.nodes[$0].kind }
  }

  @inlinable @inline(__always)
  static func utf8(of name: StaticString) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }

  @inlinable func member(_ name: UnsafeRawBufferPointer) -> JSONValue? {
    memberIndex(name).map { JSONValue(document, $0) }
  }

  @inlinable @inline(__always)
  func memberIndex(_ name: UnsafeRawBufferPointer) -> Int? {
    defer { withExtendedLifetime(document) {} }
    return view.member(name)?.position
  }

  /// The elements of an array; none where the value is not an array.
  public var elements: JSONElements { JSONElements(self) }

  /// The members of an object in their order; none where the value is not an object.
  public var members: JSONMembers { JSONMembers(self) }
}

/// The elements of an array, in order.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
  private let container: JSONValue
  private var index: Int
  private let end: Int

  init(_ value: JSONValue) {
    container = value
    index = Int(value.index) + 1
    end = value.node.storage == .array ? Int(value.node.next) : 0
  }

  public mutating func next() -> JSONValue? {
    guard index < end else { return nil }
    defer { index = Int(container.document.nodes[index].next) }
    return JSONValue(container.document, index)
  }
}

/// The members of an object, in order.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  private let container: JSONValue
  private var index: Int
  private let end: Int

  init(_ value: JSONValue) {
    container = value
    index = Int(value.index) + 1
    end = value.node.storage == .object ? Int(value.node.next) : 0
  }

  public mutating func next() -> (key: JSONKey, value: JSONValue)? {
    guard index < end else { return nil }
    defer { index = Int(container.document.nodes[index + 1].next) }
    return (JSONKey(value: JSONValue(container.document, index)), JSONValue(container.document, index + 1))
  }
}
