internal import Bytes

/// JSON text to a tape, strictly as RFC 8259 has it and with duplicate names refused.
///
/// One pass without recursion: an open container's node holds the way back to its parent until it is closed. Strings
/// and numbers are not copied or converted; their nodes point at the text.
struct JSONParser {
  let base: UnsafeRawPointer
  let end: UnsafeRawPointer
  private let limits: JSONLimits

  static func parse(_ source: SharedBytes, limits: JSONLimits) throws(JSONError) -> JSONDocument {
    guard source.count <= min(limits.maximumSizeBytes, Int(UInt32.max)) else {
      throw JSONError(code: .tooLarge, message: "the JSON text is larger than the limit")
    }
    // The parser holds bare pointers, so the owner has to outlive it.
    defer { withExtendedLifetime(source) {} }
    // Compact JSON-RPC takes 8 to 12 bytes a node.
    var tape = JSONTape(capacity: source.count / 7 + 4, limit: limits.maximumNodes)
    let parser = JSONParser(base: source.base, end: source.base + source.count, limits: limits)
    try parser.run(&tape)
    return tape.finish(source: source)
  }

  /// The container that is being read. The ones around it are on the tape: `next` of an open node is its parent's
  /// index, and the second half of its payload its parent's count.
  private struct Open {
    var index = Open.none
    var isObject = false
    var count = 0

    static var none: Int { Int(UInt32.max) }
  }

  private func run(_ tape: inout JSONTape) throws(JSONError) {
    var cursor = base
    var lastSpace = base
    var depth = 0
    var open = Open()

    nextValue: while true {
      let first = try token(&cursor, &lastSpace)
      switch first {
      case UInt8(ascii: "\""):
        try string(&cursor, &tape)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= limits.maximumDepth else {
          throw failure(.tooDeep, "containers are nested too deeply", at: cursor)
        }
        let index = tape.count
        let isObject = first == UInt8(ascii: "{")
        guard
          tape.append(
            isObject ? .object : .array, payload: JSONNode.range(start: cursor - base, count: open.count))
        else { throw tooManyNodes(at: cursor) }
        tape.nodes[index].next = UInt32(truncatingIfNeeded: open.index)
        open = Open(index: index, isObject: isObject)
        cursor += 1
        let inner = try token(&cursor, &lastSpace)
        if isObject {
          if inner == UInt8(ascii: "}") { break }
          open.count = 1
          try name(&cursor, &lastSpace, &tape)
        } else {
          if inner == UInt8(ascii: "]") { break }
          open.count = 1
        }
        continue nextValue
      case UInt8(ascii: "t"):
        try word(&cursor, "true", .true, &tape)
      case UInt8(ascii: "f"):
        try word(&cursor, "false", .false, &tape)
      case UInt8(ascii: "n"):
        try word(&cursor, "null", .null, &tape)
      default:
        try number(&cursor, first, &tape)
      }

      // Behind a value, or at the closing bracket of an empty container.
      while open.index != Open.none {
        let next = try token(&cursor, &lastSpace)
        if next == UInt8(ascii: ",") {
          cursor += 1
          open.count += 1
          if open.isObject {
            _ = try token(&cursor, &lastSpace)
            try name(&cursor, &lastSpace, &tape)
          }
          continue nextValue
        }
        guard next == (open.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw malformed("a comma or the end of the container is missing", at: cursor)
        }
        cursor += 1
        try close(&open, cursor, lastSpace, &tape)
        depth -= 1
      }
      break
    }

    if cursor < end { cursor = skipSpace(cursor) }
    guard cursor == end else { throw malformed("there is more after the JSON value", at: cursor) }
  }

  /// Completes the node of the innermost container and returns to its parent.
  @inline(__always)
  private func close(
    _ open: inout Open, _ cursor: UnsafeRawPointer, _ lastSpace: UnsafeRawPointer, _ tape: inout JSONTape
  ) throws(JSONError) {
    let index = open.index
    let count = open.count
    let isObject = open.isObject
    let node = tape.nodes[index]
    let start = base + node.start
    tape.nodes[index] = JSONNode(
      isObject ? .object : .array,
      flags: lastSpace > start ? [.isText, .isSpaced] : .isText,
      detail: count,
      next: UInt32(truncatingIfNeeded: tape.count),
      payload: JSONNode.range(start: node.start, count: cursor - start))
    if isObject, count > 1, let second = KeyUniqueness.duplicate(in: tape.nodes, at: index, base: base) {
      throw failure(.duplicateKey, "an object has two members of the same name", at: base + tape.nodes[second].start)
    }
    let parent = Int(node.next)
    open = Open(
      index: parent, isObject: parent != Open.none && tape.nodes[parent].storage == .object, count: node.count)
  }

  /// A member's name and the colon behind it.
  @inline(__always)
  private func name(
    _ cursor: inout UnsafeRawPointer, _ lastSpace: inout UnsafeRawPointer, _ tape: inout JSONTape
  ) throws(JSONError) {
    guard cursor.load(as: UInt8.self) == UInt8(ascii: "\"") else {
      throw malformed("a member's name is missing", at: cursor)
    }
    try string(&cursor, &tape)
    guard try token(&cursor, &lastSpace) == UInt8(ascii: ":") else {
      throw malformed("a colon is missing", at: cursor)
    }
    cursor += 1
  }

  /// The first byte of the next token; white space in front of it is passed over.
  @inline(__always)
  private func token(_ cursor: inout UnsafeRawPointer, _ lastSpace: inout UnsafeRawPointer) throws(JSONError) -> UInt8 {
    guard cursor < end else { throw truncated() }
    let first = cursor.load(as: UInt8.self)
    if first > 0x20 { return first }
    cursor = skipSpace(cursor)
    lastSpace = cursor - 1
    guard cursor < end else { throw truncated() }
    return cursor.load(as: UInt8.self)
  }

  @inline(never)
  private func skipSpace(_ start: UnsafeRawPointer) -> UnsafeRawPointer {
    var cursor = start
    while cursor < end {
      switch cursor.load(as: UInt8.self) {
      case 0x20, 0x0A, 0x0D, 0x09: cursor += 1
      default: return cursor
      }
      // Indentation comes in runs of spaces.
      while end - cursor >= 8 {
        let other = ByteScan.isNotSpace(ByteScan.word(cursor))
        if other != 0 {
          cursor += ByteScan.firstIndex(other)
          break
        }
        cursor += 8
      }
    }
    return cursor
  }
}

/// Errors are made out of line to keep the loops short.
extension JSONParser {
  @inline(never)
  func failure(_ code: JSONError.Code, _ message: String, at cursor: UnsafeRawPointer) -> JSONError {
    JSONError(code: code, message: message, byteOffset: cursor - base)
  }

  func malformed(_ message: String, at cursor: UnsafeRawPointer) -> JSONError {
    failure(.malformed, message, at: cursor)
  }

  func truncated() -> JSONError { failure(.truncated, "the JSON text ends inside a value", at: end) }

  func tooManyNodes(at cursor: UnsafeRawPointer) -> JSONError {
    failure(.tooLarge, "the JSON text has more values than the limit", at: cursor)
  }
}
