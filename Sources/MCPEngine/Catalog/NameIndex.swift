internal import Bytes
internal import JSON

/// Which position a name has in a list. It is asked with the bytes of a request, of which no string has to be made.
///
/// The hash is a cheap one without a seed: only the server's developer chooses what is in here, and what a peer asks
/// for is compared with a few names at most.
struct NameIndex: Sendable {
  /// A position in the list, or `none`; a power of two of them, of which at most half are taken.
  private var slots: [Int32] = []
  private var names: [[UInt8]] = []
  private static var none: Int32 { -1 }

  init() {}

  /// - Precondition: the names differ.
  init(_ names: some Sequence<String>) {
    for name in names { append(name) }
  }

  /// Adds a name behind the others.
  mutating func append(_ name: String) {
    names.append(Array(name.utf8))
    if names.count * 2 > slots.count {
      slots = Array(repeating: Self.none, count: max(16, slots.count * 2))
      for position in names.indices { place(position) }
    } else {
      place(names.count - 1)
    }
  }

  private mutating func place(_ position: Int) {
    var slot = names[position].withUnsafeBytes { firstSlot(of: $0) }
    while slots[slot] != Self.none { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(position)
  }

  subscript(name: String) -> Int? {
    var name = name
    return name.withUTF8 { find(UnsafeRawBufferPointer($0)) }
  }

  /// - Parameter name: nothing has a name that is no string.
  subscript(name: JSONView) -> Int? { name.withUTF8 { find($0) } ?? nil }

  private func find(_ name: UnsafeRawBufferPointer) -> Int? {
    guard !slots.isEmpty else { return nil }
    var slot = firstSlot(of: name)
    while slots[slot] != Self.none {
      let position = Int(slots[slot])
      if names[position].withUnsafeBytes({ $0.equals(name) }) { return position }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func firstSlot(of name: UnsafeRawBufferPointer) -> Int {
    var hash = UInt64(truncatingIfNeeded: name.count)
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    return Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
  }
}
