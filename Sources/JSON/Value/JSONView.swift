/// A value whose document somebody else keeps alive, for walks on hot paths: copying a view counts no reference, and
/// walking makes no strings.
///
/// Only valid while the `JSONValue` that it comes from lives.
package struct JSONView {
  private let owner: Unmanaged<JSONDocument>
  private let index: Int32

  @inline(__always)
  fileprivate init(_ owner: Unmanaged<JSONDocument>, _ index: Int) {
    self.owner = owner
    self.index = Int32(truncatingIfNeeded: index)
  }

  @inline(__always)
  private func withNodes<Result>(_ body: (UnsafeMutablePointer<JSONNode>, Int) -> Result) -> Result {
    owner._withUnsafeGuaranteedRef { body($0.nodes, Int(index)) }
  }

  /// The same value, which keeps its document alive.
  package var value: JSONValue { JSONValue(owner.takeUnretainedValue(), Int(index)) }

  /// Which value of its document this is: two values of one document are the same where their positions are.
  package var position: Int { Int(index) }

  /// How many values and member names there are in this value, itself included.
  package var nodeCount: Int { withNodes { nodes, index in Int(nodes[index].next) - index } }

  /// About how many bytes of text the value has, names and tokens included.
  package var textBytes: Int { withNodes { nodes, index in nodes[index].storage.hasRange ? nodes[index].count : 0 } }

  package var kind: JSONValue.Kind { withNodes { nodes, index in nodes[index].kind } }

  /// The value's text; nil where it is not a string.
  package var string: String? { owner._withUnsafeGuaranteedRef { JSONValue.text(in: $0, at: Int(index)) } }

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
  package var count: Int {
    let node = withNodes { nodes, index in nodes[index] }
    guard node.storage.isContainer else { return 0 }
    return node.detail < JSONNode.maximumDetail ? node.detail : value.count
  }

  /// A string's text without escapes, during `body`; nil where the value is not a string. Copies only what has escapes.
  package func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      return node.kind == .string ? node.withText(at: document.base, body) : nil
    }
  }

  /// The members of an object in their order; none where the value is not an object.
  package var members: Members {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      return Members(
        owner, nodes: document.nodes, base: document.base, next: Int(index) + 1,
        end: node.storage == .object ? Int(node.next) : 0)
    }
  }

  /// A walk over the members of an object.
  package struct Members {
    private let owner: Unmanaged<JSONDocument>
    private let nodes: UnsafeMutablePointer<JSONNode>
    private let base: UnsafeRawPointer
    private var name = 0
    private var next: Int
    private let end: Int

    fileprivate init(
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
    package mutating func advance() -> Bool {
      guard next < end else { return false }
      name = next
      next = Int(nodes[name + 1].next)
      return true
    }

    /// Whether the member has this name.
    package func isNamed(_ text: StaticString) -> Bool {
      let node = nodes[name]
      // Most names are told apart by their length.
      guard node.count == text.utf8CodeUnitCount || node.storage == .escapedString else { return false }
      return node.hasText(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), at: base)
    }

    /// The member's name.
    package var key: JSONView { JSONView(owner, name) }

    /// The name as UTF-8, where nothing in it is escaped.
    package var plainName: UnsafeRawBufferPointer? {
      let node = nodes[name]
      guard node.storage != .escapedString else { return nil }
      return UnsafeRawBufferPointer(start: base + node.start, count: node.count)
    }

    /// The member's value.
    package var value: JSONView { JSONView(owner, name + 1) }
  }

  /// Whether the value is the string `text`, byte for byte.
  package func isString(_ text: StaticString) -> Bool {
    owner._withUnsafeGuaranteedRef { document in
      let node = document.nodes[Int(index)]
      return node.kind == .string
        && node.hasText(
          UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), at: document.base)
    }
  }

  /// The same for the elements of an array.
  package func allElements(satisfy predicate: (JSONView) -> Bool) -> Bool {
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
  package var view: JSONView { JSONView(Unmanaged.passUnretained(document), Int(index)) }

  /// Which value of its document this is: two values of one document are the same where their positions are.
  package var position: Int { Int(index) }
}
