internal import Bytes

/// What a parse, a decode or a builder produced: bytes, and the tape of nodes that say what the bytes mean.
///
/// One object and one allocation, however many values look into it. Nothing changes once `JSONTape.finish` has
/// returned it.
final class JSONDocument: ManagedBuffer<JSONDocumentHeader, JSONNode> {
  static func make(capacity: Int) -> JSONDocument {
    let buffer = create(minimumCapacity: capacity) { _ in JSONDocumentHeader() }
    // `create` is declared to return the base class but makes an instance of the class it is called on.
    return unsafeDowncast(buffer, to: JSONDocument.self)
  }

  /// Valid while the document lives.
  @inline(__always) var nodes: UnsafeMutablePointer<JSONNode> { withUnsafeMutablePointerToElements { $0 } }

  @inline(__always) var source: SharedBytes { withUnsafeMutablePointerToHeader { $0.pointee.source } }

  /// The first byte of the source; valid while the document lives.
  @inline(__always) var base: UnsafeRawPointer { withUnsafeMutablePointerToHeader { $0.pointee.source.base } }

  @inline(__always) var nodeCount: Int { withUnsafeMutablePointerToHeader { $0.pointee.nodeCount } }

  /// The bytes of a node that has a range; valid while the document lives.
  @inline(__always)
  func bytes(of node: JSONNode) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + node.start, count: node.count)
  }
}

struct JSONDocumentHeader {
  var source = SharedBytes()
  var nodeCount = 0
}
