internal import JSON

/// The types that a schema allows.
struct TypeSet: OptionSet, Sendable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let boolean = TypeSet(rawValue: 2)
  static let object = TypeSet(rawValue: 4)
  static let array = TypeSet(rawValue: 8)
  static let number = TypeSet(rawValue: 16)
  static let string = TypeSet(rawValue: 32)
  /// A number without a fraction, however it is written.
  static let integer = TypeSet(rawValue: 64)

  static let all = TypeSet(rawValue: 127)

  static let names: [(String, TypeSet)] = [
    ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array), ("number", .number),
    ("string", .string), ("integer", .integer),
  ]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// From the value of `type`: a name or an array of names.
  init?(_ value: JSONValue) {
    self = []
    guard value.kind == .array || value.kind == .string else { return nil }
    for name in value.kind == .array ? value.elements.map(\.string) : [value.string] {
      guard let type = Self.names.first(where: { $0.0 == name })?.1 else { return nil }
      insert(type)
    }
  }

  var list: String { Self.names.filter { contains($0.1) }.map(\.0).joined(separator: " or ") }

  /// Whether a number has a fraction is only known at its end.
  func stepsToTell(_ value: JSONView) -> Int { contains(.integer) ? value.textBytes / 16 : 0 }

  func allows(_ value: JSONView) -> Bool {
    switch value.kind {
    case .null: contains(.null)
    case .bool: contains(.boolean)
    case .object: contains(.object)
    case .array: contains(.array)
    case .number: contains(.number) || contains(.integer) && value.isInteger
    case .string: contains(.string)
    }
  }
}
