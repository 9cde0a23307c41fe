/// The first of the two passes to a Struct: sizes, and whether every number survives. What a builder has made needs
/// none.
struct StructSizer {
  private(set) var sizes: [UInt32] = []
  private let root: JSONValue
  private let nodes: UnsafePointer<JSONNode>
  private let base: UnsafeRawPointer

  init(_ root: JSONValue) {
    self.root = root
    nodes = UnsafePointer(root.document.nodes)
    base = root.document.base
  }

  /// The size of the `Value` message.
  mutating func value(_ index: Int) throws(JSONError) -> Int {
    let node = nodes[index]
    switch node.storage {
    case .cleanString, .plainString, .escapedString:
      return StructMessage.size(ofText: node.textCount(at: base))
    case .array, .object:
      return StructMessage.size(ofMessage: try container(index))
    case .token, .int:
      guard node.isFaithfulDouble(at: base) else { throw unrepresentable(index) }
      return 9
    case .double: return 9
    case .null, .true, .false: return 2
    }
  }

  /// The size of the `Struct` or `ListValue` message.
  mutating func container(_ index: Int) throws(JSONError) -> Int {
    let node = nodes[index]
    if let size = node.messageBytes { return size }
    let slot = sizes.count
    sizes.append(0)
    let end = Int(node.next)
    let isObject = node.storage == .object
    var total = 0
    var child = index + 1
    while child < end {
      if isObject {
        let size = try value(child + 1)
        total += StructMessage.size(ofEntry: nodes[child].textCount(at: base), size)
        child = Int(nodes[child + 1].next)
      } else {
        total += StructMessage.size(ofItem: try value(child))
        child = Int(nodes[child].next)
      }
    }
    // A total that does not fit is refused by the caller, for whom the root's size is exact.
    sizes[slot] = UInt32(truncatingIfNeeded: total)
    return total
  }

  @inline(never)
  private func unrepresentable(_ index: Int) -> JSONError {
    JSONError(
      code: .unrepresentableNumber, message: "a number cannot be a double without changing",
      path: root.pointer(to: index))
  }
}

extension JSONNode {
  /// Whether a double holds exactly this number; see `DecimalNumber.faithfulDouble`.
  ///
  /// - Precondition: the node is a token or an integer.
  @inline(__always)
  fileprivate func isFaithfulDouble(at base: UnsafeRawPointer) -> Bool {
    if let integer = shortInteger(at: base), integer.magnitude <= 1 << 53 { return true }
    return isUncommonFaithfulDouble(at: base)
  }

  /// The nearest double; nil where it would be infinite.
  ///
  /// - Precondition: the node is a token or an integer.
  @inline(__always)
  func nearestDouble(at base: UnsafeRawPointer) -> Double? {
    // The token -0 is an integer only in form: its double has a sign.
    if let integer = shortInteger(at: base), integer != 0 || storage == .int { return Double(integer) }
    return DecimalNumber(UnsafeRawBufferPointer(start: base + start, count: count)).double
  }

  @inline(__always)
  private func shortInteger(at base: UnsafeRawPointer) -> Int64? {
    storage == .int
      ? Int64(bitPattern: payload)
      : JSONValue.shortInteger(UnsafeRawBufferPointer(start: base + start, count: count))
  }

  @inline(never)
  private func isUncommonFaithfulDouble(at base: UnsafeRawPointer) -> Bool {
    guard storage == .int else {
      return DecimalNumber(UnsafeRawBufferPointer(start: base + start, count: count)).faithfulDouble != nil
    }
    var digits = Int64(bitPattern: payload).description
    return digits.withUTF8 { DecimalNumber(UnsafeRawBufferPointer($0)).faithfulDouble != nil }
  }
}
