extension JSONValue: Hashable {
  /// Values that are equal have equal hashes, however they are written. Hashing is seeded per process, so that no input
  /// makes many values collide.
  public func hash(into hasher: inout Hasher) {
    switch kind {
    case .null: hasher.combine(0 as UInt8)
    case .bool: hasher.combine(bool == true ? 1 as UInt8 : 2)
    case .number:
      hasher.combine(3 as UInt8)
      withDecimal { $0.hash(into: &hasher) }
    case .string:
      hasher.combine(4 as UInt8)
      hashText(into: &hasher)
    case .array:
      hasher.combine(5 as UInt8)
      hasher.combine(count)
      for element in elements { element.hash(into: &hasher) }
    case .object:
      // Members may come in any order, so their own hashes are added up.
      var sum = 0
      for (key, value) in members {
        var memberHasher = Hasher()
        key.value.hashText(into: &memberHasher)
        value.hash(into: &memberHasher)
        sum &+= memberHasher.finalize()
      }
      hasher.combine(6 as UInt8)
      hasher.combine(sum)
    }
  }

  private func hashText(into hasher: inout Hasher) {
    defer { withExtendedLifetime(document) {} }
    node.withText(at: document.base) { text in
      hasher.combine(text.count)
      hasher.combine(bytes: text)
    }
  }
}
