internal import Wire

/// The second of the two passes to a Struct: the bytes, with the sizes that the first one found.
struct StructEmitter {
  private let nodes: UnsafePointer<JSONNode>
  private let base: UnsafeRawPointer
  private let sizes: [UInt32]
  private var nextSize = 0

  private typealias Tag = StructMessage.Tag

  /// - Parameter value: has to outlive the emitter.
  init(_ value: JSONValue, _ sizes: [UInt32]) {
    nodes = UnsafePointer(value.document.nodes)
    base = value.document.base
    self.sizes = sizes
  }

  /// A `Value` message.
  mutating func value(_ index: Int, _ writer: inout WireWriter) {
    let node = nodes[index]
    switch node.storage {
    case .cleanString, .plainString, .escapedString:
      writer.tag(Tag.string)
      text(node, &writer)
    case .token, .int:
      writer.tag(Tag.number)
      // The first pass has refused every number that has none.
      guard let value = node.nearestDouble(at: base) else { preconditionFailure("a number was not checked") }
      writer.fixed64(value.bitPattern)
    case .double:
      writer.tag(Tag.number)
      writer.fixed64(node.payload)
    case .null, .true, .false:
      writer.tag(node.storage == .null ? Tag.null : Tag.bool)
      writer.byte(node.storage == .true ? 1 : 0)
    case .array, .object:
      writer.tag(node.storage == .object ? Tag.object : Tag.list)
      writer.varint(UInt64(containerSize(node)))
      container(index, &writer)
    }
  }

  /// A `Struct` or `ListValue` message.
  mutating func container(_ index: Int, _ writer: inout WireWriter) {
    let node = nodes[index]
    if node.flags.contains(.isWire) {
      return writer.raw(UnsafeRawBufferPointer(start: base + node.start, count: node.count))
    }
    nextSize += 1
    let end = Int(node.next)
    var child = index + 1
    while child < end {
      writer.tag(Tag.item)
      if node.storage == .object {
        let key = nodes[child]
        let size = valueSize(nodes[child + 1])
        writer.varint(
          UInt64(2 + WireSize.lengthDelimited(key.textCount(at: base)) + WireSize.lengthDelimited(size)))
        writer.tag(Tag.entryKey)
        text(key, &writer)
        writer.tag(Tag.entryValue)
        writer.varint(UInt64(size))
        value(child + 1, &writer)
        child = Int(nodes[child + 1].next)
      } else {
        writer.varint(UInt64(valueSize(nodes[child])))
        value(child, &writer)
        child = Int(nodes[child].next)
      }
    }
  }

  /// The size of the `Value` message of the node that is written next.
  @inline(__always)
  private func valueSize(_ node: JSONNode) -> Int {
    switch node.storage {
    case .cleanString, .plainString, .escapedString: 1 + WireSize.lengthDelimited(node.textCount(at: base))
    case .array, .object: 1 + WireSize.lengthDelimited(containerSize(node))
    case .token, .int, .double: 9
    case .null, .true, .false: 2
    }
  }

  @inline(__always)
  private func containerSize(_ node: JSONNode) -> Int {
    node.flags.contains(.isWire) ? node.count : Int(sizes[nextSize])
  }

  @inline(__always)
  private func text(_ node: JSONNode, _ writer: inout WireWriter) {
    let count = node.textCount(at: base)
    writer.varint(UInt64(count))
    let target = writer.claim(count)
    if node.storage == .escapedString {
      _ = EscapedText.decode(UnsafeRawBufferPointer(start: base + node.start, count: node.count), into: target)
    } else {
      JSONBuffer.copy(base + node.start, count, to: target)
    }
  }
}
