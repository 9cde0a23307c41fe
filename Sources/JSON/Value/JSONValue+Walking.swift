/// For rooms that look at whole documents, such as schema validation: positions, sizes, and walks that make no strings.
extension JSONValue {
  /// Which value of its document this is: two values of one document are the same place where their positions are equal.
  package var position: Int { Int(index) }

  /// How many values and member names there are in this value, itself included.
  package var nodeCount: Int { Int(node.next) - Int(index) }

  /// A string's text without escapes, during `body`; nil where the value is not a string. Copies only text with escapes.
  package func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    let node = node
    guard node.storage.hasRange, node.storage != .token, !node.storage.isContainer else { return nil }
    defer { withExtendedLifetime(document) {} }
    return node.withText(at: document.base, body)
  }

  /// Whether every member of an object is as `predicate` wants it; it gets the name's text and the member, in the order
  /// of the members, and the first false ends the walk.
  package func allMembers(satisfy predicate: (UnsafeRawBufferPointer, JSONMember) -> Bool) -> Bool {
    let container = node
    guard container.storage == .object else { return true }
    defer { withExtendedLifetime(document) {} }
    let nodes = document.nodes
    let base = document.base
    var name = Int(index) + 1
    while name < Int(container.next) {
      let member = JSONMember(document: document, name: name)
      guard nodes[name].withText(at: base, { predicate($0, member) }) else { return false }
      name = Int(nodes[name + 1].next)
    }
    return true
  }
}

/// A member of an object that is being walked over, valid during the walk only. Nothing is counted for it: its key and
/// its value are made when they are asked for.
package struct JSONMember {
  fileprivate unowned(unsafe) let document: JSONDocument
  fileprivate let name: Int

  package var key: JSONKey { JSONKey(value: JSONValue(document, name)) }
  package var value: JSONValue { JSONValue(document, name + 1) }
}
