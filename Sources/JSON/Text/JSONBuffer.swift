package import Bytes

/// Bytes that grow at their end: what JSON text is written into, and what frames around it are added to.
///
/// It is not copyable, so the memory has one writer, and `finish` can hand it out without a copy.
@usableFromInline
package struct JSONBuffer: ~Copyable {
  private var block: JSONBlock?
  @usableFromInline var base: UnsafeMutableRawPointer
  /// How many bytes have been written.
  @usableFromInline package internal(set) var count = 0
  @usableFromInline var capacity: Int

  /// - Parameter capacityBytes: how many bytes there is room for before the memory has to be moved.
  package init(capacityBytes: Int = 0) {
    capacity = max(capacityBytes, 16)
    let block = JSONBlock.make(capacity)
    self.block = block
    base = block.base
  }

  /// What has been written; the buffer is empty afterwards and may be used again.
  package mutating func finish() -> SharedBytes {
    let bytes = SharedBytes(base: UnsafeRawPointer(base), count: count, owner: block)
    block = nil
    count = 0
    capacity = 0
    return bytes
  }

  /// The bytes so far, during `body` only.
  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(start: UnsafeRawPointer(base), count: count))
  }

  /// The byte written last; nil at the start.
  @inlinable @inline(__always)
  var last: UInt8? { count > 0 ? base.load(fromByteOffset: count - 1, as: UInt8.self) : nil }

  /// Forgets all but the first `newCount` bytes and keeps the memory.
  package mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count, "a buffer cannot be truncated to more than it has")
    count = newCount
  }

  package mutating func append(_ byte: UInt8) {
    put(byte, room: 1)
  }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    put(start, bytes.count, room: bytes.count)
  }

  package mutating func append(_ bytes: SharedBytes) {
    bytes.withUnsafeBytes { append($0) }
  }

  /// Compiled into its caller, where the text is known: what is left is a store or two.
  @inlinable @inline(__always)
  package mutating func append(_ text: StaticString) {
    put(text.utf8Start, text.utf8CodeUnitCount, room: text.utf8CodeUnitCount)
  }

  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Where the next byte goes, with room for `room` bytes; `advance` says how many were written.
  @inlinable @inline(__always)
  mutating func reserve(_ room: Int) -> UnsafeMutableRawPointer {
    if capacity - count < room { grow(room) }
    return base + count
  }

  @inlinable @inline(__always)
  mutating func advance(_ written: Int) { count += written }

  @inlinable @inline(__always)
  mutating func put(_ byte: UInt8, room: Int) {
    reserve(room).storeBytes(of: byte, as: UInt8.self)
    count += 1
  }

  @inlinable @inline(__always)
  mutating func put(_ start: UnsafeRawPointer, _ byteCount: Int, room: Int) {
    Self.copy(start, byteCount, to: reserve(room))
    count += byteCount
  }

  /// A copy that does not call anything where it is short, as most names and values are.
  @inlinable @inline(__always)
  static func copy(_ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) {
    @inline(__always)
    func move<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) {
      let tail = count - MemoryLayout<Word>.size
      let first = source.loadUnaligned(as: Word.self)
      let last = (source + tail).loadUnaligned(as: Word.self)
      target.storeBytes(of: first, as: Word.self)
      (target + tail).storeBytes(of: last, as: Word.self)
    }
    if count > 16 {
      target.copyMemory(from: source, byteCount: count)
    } else if count >= 8 {
      move(UInt64.self)
    } else if count >= 4 {
      move(UInt32.self)
    } else if count >= 2 {
      move(UInt16.self)
    } else if count == 1 {
      target.storeBytes(of: source.load(as: UInt8.self), as: UInt8.self)
    }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ room: Int) {
    capacity = max(capacity * 2, count + room, 64)
    let larger = JSONBlock.make(capacity)
    if count > 0 { larger.base.copyMemory(from: base, byteCount: count) }
    block = larger
    base = larger.base
  }
}

/// The memory of a `JSONBuffer`: one allocation for the object and its bytes.
private final class JSONBlock: ManagedBuffer<Void, UInt8> {
  static func make(_ capacity: Int) -> JSONBlock {
    let buffer = create(minimumCapacity: capacity) { _ in () }
    // `create` is declared to return the base class but makes an instance of the class it is called on.
    return unsafeDowncast(buffer, to: JSONBlock.self)
  }

  var base: UnsafeMutableRawPointer { withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) } }
}
