/// Finds members of one object that have the same name.
///
/// Many objects are cleared by the lengths of their names, and nearly every other by a 64-bit filter in one look at each
/// name. What the filter cannot clear is compared
/// name by name while that is cheap, and otherwise with a table whose hashing is seeded per process, so that no input
/// makes it quadratic.
enum KeyUniqueness {
  private static var pairwiseLimit: Int { 16 }

  /// The index of a name that occurred before in the finished object at `object`, or nil.
  static func duplicate(in nodes: UnsafePointer<JSONNode>, at object: Int, base: UnsafeRawPointer) -> Int? {
    let end = Int(nodes[object].next)
    return haveDifferentLengths(nodes, object + 1, end) ? nil : duplicate(nodes, object, end, base)
  }

  @inline(__always)
  private static func haveDifferentLengths(_ nodes: UnsafePointer<JSONNode>, _ first: Int, _ end: Int) -> Bool {
    var seen: UInt64 = 0
    var index = first
    while index < end {
      let bit: UInt64 = 1 << (UInt64(truncatingIfNeeded: nodes[index].count) & 63)
      // How long a name is that is escaped, its node does not say.
      guard seen & bit == 0, nodes[index].storage != .escapedString else { return false }
      seen |= bit
      index = Int(nodes[index + 1].next)
    }
    return true
  }

  @inline(never)
  private static func duplicate(
    _ nodes: UnsafePointer<JSONNode>, _ object: Int, _ end: Int, _ base: UnsafeRawPointer
  ) -> Int? {
    var seen: UInt64 = 0
    var index = object + 1
    while index < end {
      let key = nodes[index]
      guard key.storage != .escapedString else { return thorough(nodes, object, base) }
      let bit: UInt64 = 1 << fingerprint(base + key.start, key.count)
      guard seen & bit == 0 else { return thorough(nodes, object, base) }
      seen |= bit
      index = Int(nodes[index + 1].next)
    }
    return nil
  }

  /// 0 to 63, from the ends of the name.
  @inline(__always)
  private static func fingerprint(_ text: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var word: UInt64
    if count >= 8 {
      word = ByteScan.word(text)
      word ^= ByteScan.word(text + (count - 8)) &* 0x9E37_79B9_7F4A_7C15
    } else {
      word = ByteScan.shortWord(text, count)
    }
    return ((word ^ UInt64(count)) &* 0xD6E8_FEB8_6659_FD93) >> 58
  }

  @inline(never)
  private static func thorough(_ nodes: UnsafePointer<JSONNode>, _ object: Int, _ base: UnsafeRawPointer) -> Int? {
    let end = Int(nodes[object].next)
    let count = memberCount(nodes, object)
    if count > pairwiseLimit {
      var table = KeyTable(capacity: count)
      var index = object + 1
      while index < end {
        if table.insert(index, nodes, base) != nil { return index }
        index = Int(nodes[index + 1].next)
      }
      return nil
    }
    var index = object + 1
    while index < end {
      var earlier = object + 1
      while earlier < index {
        if nodes[index].hasSameText(at: base, as: nodes[earlier], at: base) { return index }
        earlier = Int(nodes[earlier + 1].next)
      }
      index = Int(nodes[index + 1].next)
    }
    return nil
  }

  /// A container keeps its count only up to a bound.
  static func memberCount(_ nodes: UnsafePointer<JSONNode>, _ object: Int) -> Int {
    let detail = nodes[object].detail
    guard detail == JSONNode.maximumDetail else { return detail }
    var count = 0
    var index = object + 1
    while index < Int(nodes[object].next) {
      count += 1
      index = Int(nodes[index + 1].next)
    }
    return count
  }
}
