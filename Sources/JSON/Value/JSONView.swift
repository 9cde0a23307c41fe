/// A value whose document somebody else keeps alive, for walks on hot paths: copying a view counts no reference, and
/// walking makes no strings.
///
/// Only valid inside the `JSONValue.withView` that it comes from.
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

  /// Whether every member of an object is as `predicate` wants it; it gets the name's text, the name and the value, in
  /// the order of the members, and the first false ends the walk.
  package func allMembers(satisfy predicate: (UnsafeRawBufferPointer, JSONView, JSONView) -> Bool) -> Bool {
    owner._withUnsafeGuaranteedRef { document in
      let nodes = document.nodes
      let base = document.base
      let container = nodes[Int(index)]
      guard container.storage == .object else { return true }
      var name = Int(index) + 1
      while name < Int(container.next) {
        let key = JSONView(owner, name)
        let member = JSONView(owner, name + 1)
        guard nodes[name].withText(at: base, { predicate($0, key, member) }) else { return false }
        name = Int(nodes[name + 1].next)
      }
      return true
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
  /// The value as a view, valid during `body`.
  package func withView<Result>(_ body: (JSONView) -> Result) -> Result {
    defer { withExtendedLifetime(document) {} }
    return body(JSONView(Unmanaged.passUnretained(document), Int(index)))
  }

  /// Which value of its document this is: two values of one document are the same where their positions are.
  package var position: Int { Int(index) }
}
