package import Bytes
internal import Wire

/// `google.protobuf.Struct`, `ListValue` and `Value` from the wire straight to a tape, in one pass.
///
/// Fields may come in any order and unknown ones are passed over. Where a field that may occur once occurs again, the
/// last occurrence counts: also for a `Value` with several kinds and for the nested messages in it, which protobuf
/// would merge, and for an object with two members of the same name. A `Value` without a kind, NaN and the infinities
/// are errors. Integral doubles up to 2^53 become integers.
///
/// What every encoder writes is read here with bare pointers; whatever is rare is left to `StructFields`.
package struct StructDecoder: ~Copyable {
  private var tape: JSONTape
  let fields: StructFields
  private var depthLeft: Int
  /// Counts what a re-encoded message would not have; a container that saw nothing of it may be copied as it is.
  var oddities = 0

  typealias Tag = StructMessage.Tag

  /// - Returns: a value whose texts are views of `bytes`.
  package static func decode(
    _ bytes: SharedBytes, as message: StructMessage = .object, limits: JSONLimits = .defaults
  ) throws(JSONError) -> JSONValue {
    guard bytes.count <= min(limits.maximumSizeBytes, Int(UInt32.max)) else {
      throw JSONError(code: .tooLarge, message: "the \(message.fullName) is larger than the limit")
    }
    // The decoder holds bare pointers, so the owner has to outlive it.
    defer { withExtendedLifetime(bytes) {} }
    var decoder = StructDecoder(bytes, limits: limits)
    let end = bytes.base + bytes.count
    switch message {
    case .object: try decoder.container(.object, bytes.base, end)
    case .list: try decoder.container(.array, bytes.base, end)
    case .value: try decoder.value(bytes.base, end)
    }
    return decoder.finish(bytes)
  }

  private init(_ bytes: SharedBytes, limits: JSONLimits) {
    tape = JSONTape(capacity: min(bytes.count / 7 + 4, JSONTape.usualCapacity), limit: limits.maximumNodes)
    fields = StructFields(base: bytes.base)
    depthLeft = limits.maximumDepth
  }

  private consuming func finish(_ bytes: SharedBytes) -> JSONValue {
    JSONValue(tape.finish(source: bytes), 0)
  }

  /// A `Struct` or a `ListValue`.
  private mutating func container(
    _ storage: JSONNode.Storage, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) throws(JSONError) {
    guard depthLeft > 0 else { throw fields.failure(.tooDeep, "containers are nested too deeply", at: start) }
    depthLeft -= 1
    defer { depthLeft += 1 }
    let index = tape.count
    try append(storage, at: start)
    let odditiesBefore = oddities
    var count = 0
    var cursor = start
    while cursor < end {
      let field = cursor
      guard try fields.tag(&cursor, end) == Tag.item else {
        oddities += 1
        cursor = try fields.skip(field, end)
        continue
      }
      let itemEnd = try fields.delimited(&cursor, end)
      count += 1
      if storage == .object { try entry(cursor, itemEnd) } else { try value(cursor, itemEnd) }
      cursor = itemEnd
    }
    tape.nodes[index] = JSONNode(
      storage, flags: oddities == odditiesBefore ? .isWire : [], detail: count,
      next: UInt32(truncatingIfNeeded: tape.count),
      payload: JSONNode.range(start: start - fields.base, count: end - start))
    if storage == .object, count > 1,
      KeyUniqueness.duplicate(in: tape.nodes, at: index, base: fields.base) != nil
    {
      oddities += 1
      tape.keepLastMembers(of: index, base: fields.base)
    }
  }

  /// An entry of `Struct.fields`: a name and a value.
  @inline(__always)
  private mutating func entry(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) {
    var cursor = start
    let nodesBefore = tape.count
    if fields.startsWith(Tag.entryKey, &cursor, end) {
      let nameEnd = try fields.delimited(&cursor, end)
      try text(cursor, nameEnd)
      cursor = nameEnd
      if fields.startsWith(Tag.entryValue, &cursor, end), try fields.delimited(&cursor, end) == end {
        return try value(cursor, end)
      }
    }
    tape.truncate(to: nodesBefore)
    try unusualEntry(start, end)
  }

  /// A `Value`.
  @inline(__always)
  mutating func value(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) {
    var cursor = start
    if cursor < end {
      let tag = try fields.tag(&cursor, end)
      if try kind(tag, cursor, end) { return }
    }
    try unusualValue(start, end)
  }

  /// The content of a `Value`'s field. False, and nothing done, where it is not all there is up to `end` or does not
  /// say a kind.
  @inline(__always)
  mutating func kind(
    _ tag: UInt32, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) throws(JSONError) -> Bool {
    var cursor = start
    switch tag {
    case Tag.string:
      guard try fields.delimited(&cursor, end) == end else { return false }
      try text(cursor, end)
    case Tag.number:
      guard end - cursor == 8 else { return false }
      try number(Double(bitPattern: UInt64(littleEndian: cursor.loadUnaligned(as: UInt64.self))), at: cursor)
    case Tag.bool, Tag.null:
      let value = try fields.varint(&cursor, end)
      guard cursor == end else { return false }
      try append(tag == Tag.null ? .null : value != 0 ? .true : .false, at: start)
    case Tag.object, Tag.list:
      guard try fields.delimited(&cursor, end) == end else { return false }
      try container(tag == Tag.object ? .object : .array, cursor, end)
    default:
      return false
    }
    return true
  }

  @inline(__always)
  private mutating func number(_ value: Double, at cursor: UnsafeRawPointer) throws(JSONError) {
    if value.magnitude <= 0x1p53 {
      let integer = Int64(value)
      // -0 stays a double, which keeps its sign.
      if Double(integer) == value, integer != 0 || value.sign == .plus {
        return try append(.int, UInt64(bitPattern: integer), at: cursor)
      }
    } else if !value.isFinite {
      throw fields.failure(.unrepresentableNumber, "JSON has neither NaN nor infinities", at: cursor)
    }
    try append(.double, value.bitPattern, at: cursor)
  }

  @inline(__always)
  mutating func text(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) throws(JSONError) {
    guard let storage = ByteScan.storageOfReceived(UnsafeRawBufferPointer(start: start, count: end - start)) else {
      throw fields.failure(.invalidText, "a string is not UTF-8", at: start)
    }
    try append(storage, JSONNode.range(start: start - fields.base, count: end - start), at: start)
  }

  @inline(__always)
  private mutating func append(
    _ storage: JSONNode.Storage, _ payload: UInt64 = 0, at cursor: UnsafeRawPointer
  ) throws(JSONError) {
    guard tape.append(storage, payload: payload) else {
      throw fields.failure(.tooLarge, "the message has more values than the limit", at: cursor)
    }
  }
}
