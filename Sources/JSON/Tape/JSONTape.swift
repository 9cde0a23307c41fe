internal import Bytes

/// A document's nodes while they are being written.
struct JSONTape: ~Copyable {
  /// Nil while there is room for no node.
  private var document: JSONDocument?
  private(set) var nodes: UnsafeMutablePointer<JSONNode>
  private(set) var count = 0
  private var capacity: Int
  private let limit: Int

  /// Room for the nodes of most requests and answers, in a piece of memory that allocators keep at hand.
  static var usualCapacity: Int { 56 }

  /// - Parameter limit: how many nodes there may be at most.
  init(capacity: Int, limit: Int) {
    self.limit = min(limit, Int(Int32.max))
    self.capacity = min(capacity, self.limit)
    guard self.capacity > 0 else {
      nodes = Self.noNodes
      return
    }
    let document = JSONDocument.make(capacity: self.capacity)
    self.document = document
    nodes = document.nodes
  }

  private static var noNodes: UnsafeMutablePointer<JSONNode> {
    UnsafeMutableRawPointer(bitPattern: MemoryLayout<JSONNode>.alignment)!.assumingMemoryBound(to: JSONNode.self)
  }

  /// Adds a node that is complete by itself. False where the limit is reached.
  @inline(__always)
  mutating func append(
    _ storage: JSONNode.Storage, flags: JSONNode.Flags = [], detail: Int = 0, payload: UInt64 = 0
  ) -> Bool {
    if count == capacity, !grow(for: 1) { return false }
    (nodes + count).initialize(
      to: JSONNode(
        storage, flags: flags, detail: detail, next: UInt32(truncatingIfNeeded: count + 1), payload: payload))
    count += 1
    return true
  }

  /// Adds the nodes of a finished document from `index` to before `end`, whose bytes lie `byteDelta` further on here.
  mutating func append(from other: JSONDocument, _ range: Range<Int>, byteDelta: Int) -> Bool {
    if capacity - count < range.count, !grow(for: range.count) { return false }
    let nodeDelta = count - range.lowerBound
    for index in range {
      (nodes + (index + nodeDelta)).initialize(to: other.nodes[index].moved(nodes: nodeDelta, bytes: byteDelta))
    }
    count += range.count
    return true
  }

  /// Forgets the nodes from `newCount` on.
  mutating func truncate(to newCount: Int) { count = newCount }

  /// - Precondition: there are nodes.
  consuming func finish(source: SharedBytes) -> JSONDocument {
    guard let document else { preconditionFailure("a JSON document has a value") }
    document.finish(source, nodeCount: count)
    return document
  }

  /// The address of `self` must not escape into a call, or the hot loops could no longer keep it in registers; so the
  /// copying is done by a static function on values.
  @inline(__always)
  private mutating func grow(for more: Int) -> Bool {
    guard let larger = Self.copy(document, count: count, capacity: capacity, more: more, limit: limit) else {
      return false
    }
    document = larger.document
    nodes = larger.document.nodes
    capacity = larger.capacity
    return true
  }

  @inline(never)
  private static func copy(
    _ document: JSONDocument?, count: Int, capacity: Int, more: Int, limit: Int
  ) -> (document: JSONDocument, capacity: Int)? {
    guard limit - count >= more else { return nil }
    let larger = min(max(capacity * 2, count + more, 8), limit)
    let copy = JSONDocument.make(capacity: larger)
    if let document { copy.nodes.initialize(from: document.nodes, count: count) }
    return (copy, larger)
  }
}
