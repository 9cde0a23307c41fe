internal import Wire

/// The second of the two passes to a Struct: the bytes, with the sizes that the first one found.
///
/// A member is checked against the end of the message once and then written with bare pointers.
struct StructEmitter {
  private let nodes: UnsafePointer<JSONNode>
  private let base: UnsafeRawPointer
  /// Of the containers that do not know their own.
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
    value(index, sizeBytes: size(ofValue: nodes[index]), &writer)
  }

  /// A `Struct` or `ListValue` message.
  mutating func container(_ index: Int, _ writer: inout WireWriter) {
    let node = nodes[index]
    if node.flags.contains(.isWire) {
      return writer.raw(UnsafeRawBufferPointer(start: base + node.start, count: node.count))
    }
    if node.messageBytes == nil { nextSize += 1 }
    if node.storage == .object {
      members(index + 1, Int(node.next), &writer)
    } else {
      elements(index + 1, Int(node.next), &writer)
    }
  }

  private mutating func members(_ first: Int, _ end: Int, _ writer: inout WireWriter) {
    var name = first
    while name < end {
      if shortMember(nodes[name], nodes[name + 1], &writer) {
        name += 2
        continue
      }
      let nameBytes = nodes[name].textCount(at: base)
      let valueBytes = size(ofValue: nodes[name + 1])
      let entryBytes = 2 + WireSize.lengthDelimited(nameBytes) + WireSize.lengthDelimited(valueBytes)
      var target = writer.claim(1 + WireSize.lengthDelimited(entryBytes) - valueBytes)
      target.put(Tag.item, entryBytes)
      target.put(Tag.entryKey, nameBytes)
      put(nodes[name], nameBytes, &target)
      target.put(Tag.entryValue, valueBytes)
      value(name + 1, sizeBytes: valueBytes, &writer)
      name = Int(nodes[name + 1].next)
    }
  }

  /// A member that is a text, where every length takes one byte: most of what is written. False, and nothing done, for
  /// any other.
  @inline(__always)
  private func shortMember(_ key: JSONNode, _ value: JSONNode, _ writer: inout WireWriter) -> Bool {
    guard value.storage == .cleanString || value.storage == .plainString, key.storage != .escapedString,
      key.count + value.count < 120
    else { return false }
    let entryBytes = key.count + value.count + 6
    var target = writer.claim(entryBytes + 2)
    target.put(Tag.item, oneByte: entryBytes)
    target.put(Tag.entryKey, oneByte: key.count)
    put(key, key.count, &target)
    target.put(Tag.entryValue, oneByte: value.count + 2)
    target.put(Tag.string, oneByte: value.count)
    put(value, value.count, &target)
    return true
  }

  private mutating func elements(_ first: Int, _ end: Int, _ writer: inout WireWriter) {
    var index = first
    while index < end {
      let valueBytes = size(ofValue: nodes[index])
      var target = writer.claim(1 + WireSize.varint(UInt64(valueBytes)))
      target.put(Tag.item, valueBytes)
      value(index, sizeBytes: valueBytes, &writer)
      index = Int(nodes[index].next)
    }
  }

  /// A `Value` message whose size is known.
  @inline(__always)
  private mutating func value(_ index: Int, sizeBytes: Int, _ writer: inout WireWriter) {
    let node = nodes[index]
    guard !node.storage.isContainer else {
      let count = size(ofContainer: node)
      var target = writer.claim(1 + WireSize.varint(UInt64(count)))
      target.put(node.storage == .object ? Tag.object : Tag.list, count)
      return container(index, &writer)
    }
    var target = writer.claim(sizeBytes)
    switch node.storage {
    case .cleanString, .plainString, .escapedString:
      let count = node.textCount(at: base)
      target.put(Tag.string, count)
      put(node, count, &target)
    case .double:
      target.put(Tag.number, bits: node.payload)
    case .token, .int:
      // The first pass has refused every number that has none.
      guard let value = node.nearestDouble(at: base) else { preconditionFailure("a number was not checked") }
      target.put(Tag.number, bits: value.bitPattern)
    default:
      target.put(node.storage == .null ? Tag.null : Tag.bool, node.storage == .true ? 1 : 0)
    }
  }

  /// The size of the `Value` message of the node that is written next.
  @inline(__always)
  private func size(ofValue node: JSONNode) -> Int {
    switch node.storage {
    case .cleanString, .plainString, .escapedString: StructMessage.size(ofText: node.textCount(at: base))
    case .array, .object: StructMessage.size(ofMessage: size(ofContainer: node))
    case .token, .int, .double: 9
    case .null, .true, .false: 2
    }
  }

  @inline(__always)
  private func size(ofContainer node: JSONNode) -> Int { node.messageBytes ?? Int(sizes[nextSize]) }

  @inline(__always)
  private func put(_ node: JSONNode, _ count: Int, _ target: inout UnsafeMutableRawPointer) {
    if node.storage == .escapedString {
      _ = EscapedText.decode(UnsafeRawBufferPointer(start: base + node.start, count: node.count), into: target)
    } else {
      JSONBuffer.copy(base + node.start, count, to: target)
    }
    target += count
  }
}

/// Writing into memory that was claimed for all of it.
extension UnsafeMutableRawPointer {
  /// A tag of one byte and a varint.
  @inline(__always)
  fileprivate mutating func put(_ tag: UInt32, _ value: Int) {
    storeBytes(of: UInt8(truncatingIfNeeded: tag), as: UInt8.self)
    self += 1
    var rest = UInt(bitPattern: value)
    while rest >= 0x80 {
      storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      self += 1
      rest >>= 7
    }
    storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    self += 1
  }

  /// The same for a value below 128.
  @inline(__always)
  fileprivate mutating func put(_ tag: UInt32, oneByte value: Int) {
    let both = UInt16(truncatingIfNeeded: tag) | UInt16(truncatingIfNeeded: value) << 8
    storeBytes(of: both.littleEndian, as: UInt16.self)
    self += 2
  }

  /// A tag of one byte and a double.
  @inline(__always)
  fileprivate mutating func put(_ tag: UInt32, bits: UInt64) {
    storeBytes(of: UInt8(truncatingIfNeeded: tag), as: UInt8.self)
    storeBytes(of: bits.littleEndian, toByteOffset: 1, as: UInt64.self)
    self += 9
  }
}
