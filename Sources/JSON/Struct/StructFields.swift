internal import Bytes
internal import Wire

/// Fields of protobuf messages between two pointers: tags and lengths of one byte here, everything else through the
/// protobuf reader.
///
/// A message inside another is only a pair of pointers, so going back to its start costs nothing.
struct StructFields {
  let base: UnsafeRawPointer

  /// The tag at `cursor`; one that is not valid is found out by `skip`.
  @inline(__always)
  func tag(_ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) -> UInt32 {
    let first = cursor.load(as: UInt8.self)
    guard first >= 0x80 else {
      cursor += 1
      return UInt32(first)
    }
    let tag = try read(&cursor, end) { reader throws(WireError) in try reader.nextTag()?.rawValue ?? 0 }
    return UInt32(truncatingIfNeeded: tag)
  }

  /// Whether the next field has this tag of one byte; if so it is passed over.
  @inline(__always)
  func startsWith(_ tag: UInt32, _ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
    guard cursor < end, cursor.load(as: UInt8.self) == UInt8(truncatingIfNeeded: tag) else { return false }
    cursor += 1
    return true
  }

  @inline(__always)
  func varint(_ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) -> UInt64 {
    if end - cursor >= 2 {
      let pair = UInt16(littleEndian: cursor.loadUnaligned(as: UInt16.self))
      if pair & 0x80 == 0 {
        cursor += 1
        return UInt64(pair & 0x7F)
      }
      if pair & 0x8000 == 0 {
        cursor += 2
        return UInt64(pair & 0x7F | (pair & 0x7F00) >> 1)
      }
    }
    return try read(&cursor, end) { reader throws(WireError) in try reader.varint() }
  }

  /// Where the length-delimited content that begins here ends; `cursor` moves to its first byte.
  @inline(__always)
  func delimited(_ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) -> UnsafeRawPointer {
    let count = try varint(&cursor, end)
    guard count <= UInt64(end - cursor) else {
      throw failure(.truncated, "a field of the message is longer than what is around it", at: cursor)
    }
    return cursor + Int(truncatingIfNeeded: count)
  }

  /// Where the field that begins at `field` ends.
  func skip(_ field: UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) -> UnsafeRawPointer {
    var cursor = field
    _ = try read(&cursor, end) { reader throws(WireError) in
      if let tag = try reader.nextTag() { try reader.skip(tag) }
      return 0
    }
    return cursor
  }

  @inline(never)
  private func read(
    _ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer,
    _ body: (inout WireReader) throws(WireError) -> some BinaryInteger
  ) throws(JSONError) -> UInt64 {
    var reader = WireReader(SharedBytes(base: cursor, count: end - cursor, owner: nil))
    do {
      let result = UInt64(truncatingIfNeeded: try body(&reader))
      cursor += reader.position
      return result
    } catch {
      throw JSONError(error, at: cursor - base)
    }
  }

  @inline(never)
  func failure(_ code: JSONError.Code, _ message: String, at cursor: UnsafeRawPointer) -> JSONError {
    JSONError(code: code, message: message, byteOffset: cursor - base)
  }
}

extension JSONError {
  /// - Parameter start: where in the whole message the reader began.
  fileprivate init(_ error: WireError, at start: Int) {
    let code: Code =
      switch error.code {
      case .truncated: .truncated
      case .tooDeep: .tooDeep
      default: .malformed
      }
    self.init(
      code: code, message: "the message is not a Struct: \(error.message)", byteOffset: start + error.offset,
      cause: error)
  }
}
