extension UnsafeRawBufferPointer {
  /// Whether these are the same bytes as others, and as many.
  ///
  /// By words, of which the last may overlap the one before it. That is made for names: where the count is known to the
  /// compiler a comparison or two are left of it, and where it is not there is no call for a few bytes.
  @inlinable @inline(__always)
  package func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    let count = other.count
    guard self.count == count else { return false }
    guard let left = baseAddress, let right = other.baseAddress else { return true }
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

  /// Whether these are the bytes of a text that is known when the program is written.
  @inlinable @inline(__always)
  package func equals(_ text: StaticString) -> Bool {
    equals(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
