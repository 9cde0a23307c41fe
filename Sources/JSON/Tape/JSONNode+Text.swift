extension JSONNode {
  /// The UTF-8 that a string node stands for, during `body`. Only a string with escapes is copied for it.
  @inline(__always)
  func withText<Result>(at base: UnsafeRawPointer, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let raw = UnsafeRawBufferPointer(start: base + start, count: count)
    guard storage == .escapedString else { return body(raw) }
    return withUnsafeTemporaryAllocation(byteCount: raw.count, alignment: 1) { buffer in
      guard let target = buffer.baseAddress else { return body(raw) }
      return body(UnsafeRawBufferPointer(start: target, count: EscapedText.decode(raw, into: target)))
    }
  }

  /// How many bytes that UTF-8 has.
  @inline(__always)
  func textCount(at base: UnsafeRawPointer) -> Int {
    guard storage == .escapedString else { return count }
    return detail < Self.maximumDetail
      ? count - detail : EscapedText.decodedCount(UnsafeRawBufferPointer(start: base + start, count: count))
  }

  /// Whether a string node stands for the given UTF-8. Allocates nothing.
  @inlinable @inline(__always)
  func hasText(_ text: UnsafeRawBufferPointer, at base: UnsafeRawPointer) -> Bool {
    // Most texts are told apart by their length.
    guard count == text.count, storage != .escapedString else {
      return storage == .escapedString && hasEscapedText(text, at: base)
    }
    guard let other = text.baseAddress else { return true }
    return Self.areEqual(base + start, other, text.count)
  }

  @usableFromInline @inline(never)
  func hasEscapedText(_ text: UnsafeRawBufferPointer, at base: UnsafeRawPointer) -> Bool {
    textCount(at: base) == text.count && withText(at: base) { Self.areEqual($0, text) }
  }

  func hasSameText(at base: UnsafeRawPointer, as other: JSONNode, at otherBase: UnsafeRawPointer) -> Bool {
    guard textCount(at: base) == other.textCount(at: otherBase) else { return false }
    return withText(at: base) { text in other.withText(at: otherBase) { Self.areEqual(text, $0) } }
  }

  static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return true }
    return areEqual(leftBase, rightBase, left.count)
  }

  /// By words, of which the last may overlap the one before it: where the count is known to the compiler, a comparison
  /// or two are left of it.
  @inlinable @inline(__always)
  static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    @inline(__always)
    func isSame<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type, at offset: Int) -> Bool {
      (left + offset).loadUnaligned(as: Word.self) == (right + offset).loadUnaligned(as: Word.self)
    }
    if count >= 8 {
      var offset = 0
      while offset + 8 < count {
        guard isSame(UInt64.self, at: offset) else { return false }
        offset += 8
      }
      return isSame(UInt64.self, at: count - 8)
    }
    if count >= 4 { return isSame(UInt32.self, at: 0) && isSame(UInt32.self, at: count - 4) }
    if count >= 2 { return isSame(UInt16.self, at: 0) && isSame(UInt16.self, at: count - 2) }
    return count == 0 || isSame(UInt8.self, at: 0)
  }
}
