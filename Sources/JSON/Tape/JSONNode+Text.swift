public import Bytes

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
    guard storage != .escapedString else { return hasEscapedText(text, at: base) }
    return UnsafeRawBufferPointer(start: base + start, count: count).equals(text)
  }

  @usableFromInline @inline(never)
  func hasEscapedText(_ text: UnsafeRawBufferPointer, at base: UnsafeRawPointer) -> Bool {
    textCount(at: base) == text.count && withText(at: base) { $0.equals(text) }
  }

  func hasSameText(at base: UnsafeRawPointer, as other: JSONNode, at otherBase: UnsafeRawPointer) -> Bool {
    guard textCount(at: base) == other.textCount(at: otherBase) else { return false }
    return withText(at: base) { text in other.withText(at: otherBase) { text.equals($0) } }
  }
}
