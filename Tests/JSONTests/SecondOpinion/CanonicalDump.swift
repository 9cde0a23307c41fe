import JSON

/// A value in the form that `simdjson_dump` describes.
struct CanonicalDump {
  private(set) var bytes: [UInt8] = []

  init(_ value: JSONValue) { append(value) }

  private mutating func append(_ value: JSONValue) {
    switch value.kind {
    case .null: tag("n")
    case .bool: tag(value.bool == true ? "t" : "f")
    case .number: appendNumber(value)
    case .string: append(value.string ?? "")
    case .array:
      tag("[")
      for element in value.elements { append(element) }
      tag("]")
    case .object:
      tag("{")
      for (key, value) in value.members {
        append(key.string)
        append(value)
      }
      tag("}")
    }
  }

  /// simdjson keeps what is written as an integer apart from what is written as a fraction.
  private mutating func appendNumber(_ value: JSONValue) {
    let token = value.numberToken ?? ""
    if token.utf8.contains(where: { ".eE".utf8.contains($0) }) {
      append("d", (value.double ?? .nan).bitPattern)
    } else if let int = value.int {
      append("i", UInt64(bitPattern: int))
    } else {
      append("u", UInt64(token) ?? 0)
    }
  }

  private mutating func append(_ text: String) {
    append("s", UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func append(_ letter: Unicode.Scalar, _ number: UInt64) {
    tag(letter)
    withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
  }

  private mutating func tag(_ letter: Unicode.Scalar) { bytes.append(UInt8(ascii: letter)) }
}

/// What a dump says about differences that are meant.
struct DumpFacts {
  /// How many containers are in each other.
  private(set) var depth = 0
  private(set) var hasDuplicateNames = false

  init(_ dump: [UInt8]) {
    var rest = dump[...]
    while !rest.isEmpty { value(&rest, depth: 0) }
  }

  private mutating func value(_ rest: inout ArraySlice<UInt8>, depth: Int) {
    switch rest.popFirst() {
    case UInt8(ascii: "["): container(&rest, depth: depth + 1, isObject: false)
    case UInt8(ascii: "{"): container(&rest, depth: depth + 1, isObject: true)
    case UInt8(ascii: "i"), UInt8(ascii: "u"), UInt8(ascii: "d"): rest.removeFirst(8)
    case UInt8(ascii: "s"): _ = text(&rest)
    default: break
    }
  }

  private mutating func container(_ rest: inout ArraySlice<UInt8>, depth: Int, isObject: Bool) {
    self.depth = max(self.depth, depth)
    var names: Set<ArraySlice<UInt8>> = []
    while let next = rest.first, next != UInt8(ascii: isObject ? "}" : "]") {
      if isObject {
        rest.removeFirst()
        if !names.insert(text(&rest)).inserted { hasDuplicateNames = true }
      }
      value(&rest, depth: depth)
    }
    rest = rest.dropFirst()
  }

  /// The string whose tag has been read.
  private func text(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var count: UInt64 = 0
    withUnsafeMutableBytes(of: &count) { $0.copyBytes(from: rest.prefix(8)) }
    let text = rest.dropFirst(8).prefix(Int(count))
    rest = rest[text.endIndex...]
    return text
  }
}
