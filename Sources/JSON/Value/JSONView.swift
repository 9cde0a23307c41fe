internal import Bytes

/// A value whose document somebody else keeps alive, for walks on hot paths: copying a view counts no reference, and
/// walking makes no strings.
///
/// Only valid while the `JSONValue` that it comes from lives. That is its holder's business; the document itself never
/// changes, which is why the type is `Sendable`.
@usableFromInline
package struct JSONView: @unchecked Sendable {
  @usableFromInline let owner: Unmanaged<JSONDocument>
  @usableFromInline let index: Int32

  @inlinable @inline(__always)
  init(_ owner: Unmanaged<JSONDocument>, _ index: Int) {
    self.owner = owner
    self.index = Int32(truncatingIfNeeded: index)
  }

  @inlinable @inline(__always)
  func withNodes<Result>(_ body: (UnsafeMutablePointer<JSONNode>, Int) -> Result) -> Result {
    owner._withUnsafeGuaranteedRef { body($0.nodes, Int(index)) }
  }

  /// The same value, which keeps its document alive.
  @inlinable package var value: JSONValue { JSONValue(owner.takeUnretainedValue(), Int(index)) }

  /// Which value of its document this is: two values of one document are the same where their positions are.
  @inlinable package var position: Int { Int(index) }

  /// How many values and member names there are in this value, itself included.
  @inlinable package var nodeCount: Int { withNodes { nodes, index in Int(nodes[index].next) - index } }

  /// About how many bytes of text the value has, names and tokens included.
  package var textBytes: Int { withNodes { nodes, index in nodes[index].storage.hasRange ? nodes[index].count : 0 } }

  @inlinable @inline(__always) package var kind: JSONValue.Kind { withNodes { nodes, index in nodes[index].kind } }

  /// The value's text; nil where it is not a string.
  @usableFromInline package var string: String? { owner._withUnsafeGuaranteedRef { JSONValue.text(in: $0, at: Int(index)) } }

  /// The value where it is a number of at most 18 digits that was written as an integer; nil for any other, which may
  /// be an integer as well.
  package var shortInteger: Int64? {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      return node.storage == .token ? JSONValue.shortInteger(document.bytes(of: Int(index))) : nil
    }
  }

  /// Whether the value is a number without a fractional part, of any size and however it is written.
  package var isInteger: Bool {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      if node.storage == .token, JSONValue.shortInteger(document.bytes(of: Int(index))) != nil { return true }
      return value.isInteger
    }
  }

  /// How many elements or members the value has; 0 where it is neither an array nor an object.
  @inlinable package var count: Int {
    let node = withNodes { nodes, index in nodes[index] }
    guard node.storage.isContainer else { return 0 }
    return node.detail < JSONNode.maximumDetail ? node.detail : value.count
  }

  /// A string's text without escapes, during `body`; nil where the value is not a string. Copies only what has escapes.
  @inlinable @inline(__always)
  package func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    if let text = plainText { return body(text) }
    guard var text = string else { return nil }
    return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }

  /// A string's text as UTF-8, where nothing in it is escaped; nil for any other value.
  @inlinable @inline(__always)
  package var plainText: UnsafeRawBufferPointer? {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      guard node.kind == .string, node.storage != .escapedString else { return nil }
      return UnsafeRawBufferPointer(start: document.base + node.start, count: node.count)
    }
  }

  /// The members of an object in their order; none where the value is not an object.
  @inlinable @inline(__always) package var members: Members {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      return Members(
        owner, nodes: document.nodes, base: document.base, next: Int(index) + 1,
        end: node.storage == .object ? Int(node.next) : 0)
    }
  }

  /// The member of that name; nil where there is none or the value is not an object.
  @inlinable @inline(__always) package subscript(name: StaticString) -> JSONView? {
    member(JSONValue.utf8(of: name))
  }

  @inlinable @inline(__always)
  func member(_ name: UnsafeRawBufferPointer) -> JSONView? {
    var members = members
    while members.advance() {
      if members.isNamed(name) { return members.value }
    }
    return nil
  }

  /// A walk over the members of an object.
  @usableFromInline
  package struct Members {
    @usableFromInline let owner: Unmanaged<JSONDocument>
    @usableFromInline let nodes: UnsafeMutablePointer<JSONNode>
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline var name = 0
    @usableFromInline var next: Int
    @usableFromInline let end: Int

    @inlinable
    init(
      _ owner: Unmanaged<JSONDocument>, nodes: UnsafeMutablePointer<JSONNode>, base: UnsafeRawPointer, next: Int,
      end: Int
    ) {
      self.owner = owner
      self.nodes = nodes
      self.base = base
      self.next = next
      self.end = end
    }

    /// Goes to the first member, and then to the next; false behind the last.
    @inlinable @inline(__always) package mutating func advance() -> Bool {
      guard next < end else { return false }
      name = next
      next = Int(nodes[name + 1].next)
      return true
    }

    /// Whether the member has this name.
    @inlinable @inline(__always) package func isNamed(_ text: StaticString) -> Bool {
      isNamed(JSONValue.utf8(of: text))
    }

    @inlinable @inline(__always)
    func isNamed(_ text: UnsafeRawBufferPointer) -> Bool { nodes[name].hasText(text, at: base) }

    /// The member's name.
    @inlinable @inline(__always) package var key: JSONView { JSONView(owner, name) }

    /// The name as UTF-8, where nothing in it is escaped.
    @inlinable @inline(__always) package var plainName: UnsafeRawBufferPointer? {
      let node = nodes[name]
      guard node.storage != .escapedString else { return nil }
      return UnsafeRawBufferPointer(start: base + node.start, count: node.count)
    }

    /// The member's value.
    @inlinable @inline(__always) package var value: JSONView { JSONView(owner, name + 1) }
  }

  /// Whether the value is the string `text`, byte for byte.
  @inlinable @inline(__always) package func isString(_ text: StaticString) -> Bool {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      return node.kind == .string && node.hasText(JSONValue.utf8(of: text), at: document.base)
    }
  }

  @_disfavoredOverload
  package func isString(_ text: String) -> Bool {
    withUTF8 { own in
      // Nearly every string can be looked at where it lies.
      text.utf8.withContiguousStorageIfAvailable { own.equals(UnsafeRawBufferPointer($0)) }
        ?? own.elementsEqual(text.utf8)
    } ?? false
  }

  /// The same for the elements of an array.
  @inlinable package func allElements(satisfy predicate: (JSONView) -> Bool) -> Bool {
    withNodes { nodes, index in
      guard nodes[index].storage == .array else { return true }
      var element = index + 1
      while element < Int(nodes[index].next) {
        guard predicate(JSONView(owner, element)) else { return false }
        element = Int(nodes[element].next)
      }
      return true
    }
  }
}

extension JSONValue {
  /// The value as a view. Whoever takes it sees to it that the value lives for as long (`withExtendedLifetime`).
  @inlinable package var view: JSONView { JSONView(Unmanaged.passUnretained(document), Int(index)) }

  /// Which value of its document this is: two values of one document are the same where their positions are.
  @inlinable package var position: Int { Int(index) }
}
