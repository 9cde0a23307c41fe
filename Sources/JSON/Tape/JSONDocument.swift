public import Bytes

/// What a parse, a decode or a builder produced: bytes, and the tape of nodes that say what the bytes mean.
///
/// One object and one allocation, however many values look into it. Nothing changes once `JSONTape.finish` has
/// returned it.
@usableFromInline
final class JSONDocument: ManagedBuffer<JSONDocumentHeader, JSONNode> {
  static func make(capacity: Int) -> JSONDocument {
    let buffer = create(minimumCapacity: capacity) { _ in JSONDocumentHeader() }
    // `create` is declared to return the base class but makes an instance of the class it is called on.
    return unsafeDowncast(buffer, to: JSONDocument.self)
  }

  /// Says what the nodes refer to, once they are complete.
  @inline(__always)
  func finish(_ source: SharedBytes, nodeCount: Int) {
    withUnsafeMutablePointerToHeader { $0.initialize(to: JSONDocumentHeader(source: source, nodeCount: nodeCount)) }
  }

  /// Valid while the document lives.
  @inlinable @inline(__always) var nodes: UnsafeMutablePointer<JSONNode> { withUnsafeMutablePointerToElements { $0 } }

  @inline(__always) var source: SharedBytes { withUnsafeMutablePointerToHeader { $0.pointee.source } }

  /// The first byte of the source; valid while the document lives.
  @inlinable @inline(__always) var base: UnsafeRawPointer { withUnsafeMutablePointerToHeader { $0.pointee.source.base } }

  @inline(__always) var nodeCount: Int { withUnsafeMutablePointerToHeader { $0.pointee.nodeCount } }

  /// All bytes that the value at `index` refers to, its names included; valid while the document lives.
  @inline(__always)
  func bytes(of index: Int) -> UnsafeRawBufferPointer {
    let node = nodes[index]
    guard node.storage.hasRange else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let count = node.flags.contains(.isSized) ? end(of: index) - node.start : node.count
    return UnsafeRawBufferPointer(start: base + node.start, count: count)
  }

  /// Where the bytes of a container without a length end: behind the last of its nodes that has any.
  private func end(of index: Int) -> Int {
    let container = nodes[index]
    var last = Int(container.next) - 1
    while last > index {
      let node = nodes[last]
      // Another such container: what comes behind it in here has no bytes, and neither has what is in it.
      if node.flags.contains(.isSized) { return node.start }
      if node.storage.hasRange { return node.start + node.count }
      last -= 1
    }
    return container.start
  }
}

@usableFromInline
struct JSONDocumentHeader {
  @usableFromInline var source = SharedBytes()
  @usableFromInline var nodeCount = 0

  @usableFromInline init(source: SharedBytes = SharedBytes(), nodeCount: Int = 0) {
    self.source = source
    self.nodeCount = nodeCount
  }
}
