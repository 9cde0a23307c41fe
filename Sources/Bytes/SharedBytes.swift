/// Why this room exists: codecs and transports hand the same bytes to each other without copying them, so they need
/// one type that says who keeps the bytes alive. It imports nothing.

/// Immutable bytes together with the object that keeps them alive.
///
/// A slice shares the owner of the whole, so a decoder can hand out parts of a received message without copying.
/// The memory never changes once the value exists, which is why the type is `Sendable`.
@usableFromInline
package struct SharedBytes: @unchecked Sendable {
  /// The first byte; valid for `count` bytes while `owner` lives.
  @usableFromInline package let base: UnsafeRawPointer
  @usableFromInline package let count: Int
  /// Keeps the memory alive; nil only for static memory and for no bytes at all.
  @usableFromInline package let owner: AnyObject?

  /// Takes bytes that live as long as `owner` and do not change.
  @inlinable
  package init(base: UnsafeRawPointer, count: Int, owner: AnyObject?) {
    self.base = base
    self.count = count
    self.owner = owner
  }

  /// No bytes.
  @inlinable
  package init() {
    self.init(base: Self.nowhere, count: 0, owner: nil)
  }

  /// Allocates `count` bytes once and lets `fill` write every one of them.
  @inlinable
  package init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    guard count > 0 else {
      self.init()
      try fill(UnsafeMutableRawBufferPointer(start: nil, count: 0))
      return
    }
    let block = ByteBlock.create(minimumCapacity: count) { _ in () }
    let base = block.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
    try fill(UnsafeMutableRawBufferPointer(start: base, count: count))
    self.init(base: UnsafeRawPointer(base), count: count, owner: block)
  }

  /// Copies `bytes`.
  @inlinable
  package init(copying bytes: UnsafeRawBufferPointer) {
    self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
  }

  /// Copies a sequence of bytes, such as an array or a string's UTF-8.
  @inlinable
  package init(_ bytes: some Collection<UInt8>) {
    // A string's UTF-8 traps when it is asked to fill no memory, even with nothing.
    guard !bytes.isEmpty else {
      self.init()
      return
    }
    self.init(count: bytes.count) { target in
      _ = target.bindMemory(to: UInt8.self).initialize(from: bytes)
    }
  }

  @inlinable
  package var isEmpty: Bool { count == 0 }

  @inlinable
  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte index out of range")
    return base.load(fromByteOffset: index, as: UInt8.self)
  }

  /// A part of these bytes, kept alive by the same owner.
  @inlinable
  package subscript(range: Range<Int>) -> SharedBytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "byte range out of range")
    return SharedBytes(base: base + range.lowerBound, count: range.count, owner: owner)
  }

  /// The bytes, valid during `body` only.
  @inlinable
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// A copy as an array.
  package var array: [UInt8] { withUnsafeBytes { Array($0) } }

  /// The bytes as text, or nil where they are not UTF-8.
  package var string: String? {
    withUnsafeBytes { String(validating: $0, as: UTF8.self) }
  }

  /// An address to point at when there is nothing to point at; never read.
  @usableFromInline
  static var nowhere: UnsafeRawPointer { UnsafeRawPointer(bitPattern: 16)! }
}

extension SharedBytes: Equatable {
  @inlinable
  package static func == (left: SharedBytes, right: SharedBytes) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { right in left.equals(right) } }
  }
}

/// The memory of bytes made here: one allocation for the object and its bytes.
@usableFromInline
final class ByteBlock: ManagedBuffer<Void, UInt8> {}
