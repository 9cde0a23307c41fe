/// The names of one object, to be found by their text: open addressing over node indices.
///
/// The hash is Swift's, which is seeded per process, so a peer cannot prepare names that collide.
struct KeyTable {
  private var slots: [UInt32]
  private static var empty: UInt32 { .max }

  /// - Parameter capacity: how many names will be inserted at most.
  init(capacity: Int) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Self.empty, count: size)
  }

  /// Adds the name at `index`. Where the same name is there already, `index` takes its place, and the earlier index is
  /// returned.
  mutating func insert(_ index: Int, _ nodes: UnsafePointer<JSONNode>, _ base: UnsafeRawPointer) -> Int? {
    let key = nodes[index]
    var slot = key.withText(at: base) { firstSlot(of: $0) }
    while slots[slot] != Self.empty {
      let other = Int(slots[slot])
      if key.hasSameText(at: base, as: nodes[other], at: base) {
        slots[slot] = UInt32(truncatingIfNeeded: index)
        return other
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = UInt32(truncatingIfNeeded: index)
    return nil
  }

  /// The index that was inserted with this text, or nil.
  func find(_ text: UnsafeRawBufferPointer, _ nodes: UnsafePointer<JSONNode>, _ base: UnsafeRawPointer) -> Int? {
    var slot = firstSlot(of: text)
    while slots[slot] != Self.empty {
      let index = Int(slots[slot])
      if nodes[index].hasText(text, at: base) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func firstSlot(of text: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: text)
    return hasher.finalize() & (slots.count - 1)
  }
}
