internal import JSON

/// The values of keywords, with what their types have to be.
extension SchemaCompiler {
  func malformed(_ message: String, _ place: SchemaPlace, _ keyword: String) -> JSONSchemaError {
    library.error(.malformed, message, place, keyword)
  }

  func string(_ keyword: String, of place: SchemaPlace) throws(JSONSchemaError) -> String? {
    guard let value = place.value[keyword] else { return nil }
    guard let text = value.string else { throw malformed("must be a string", place, keyword) }
    return text
  }

  /// What is beyond 64 bits is beyond any value, too.
  func count(_ keyword: String, of place: SchemaPlace) throws(JSONSchemaError) -> Int? {
    guard let value = place.value[keyword] else { return nil }
    guard value.isInteger, !value.isLess(than: 0) else {
      throw malformed("must be a whole number that is not negative", place, keyword)
    }
    return value.int.map { Int($0) } ?? .max
  }

  /// The index of a number among the constants.
  mutating func number(_ keyword: String, of place: SchemaPlace) throws(JSONSchemaError) -> TableIndex? {
    guard let value = place.value[keyword] else { return nil }
    guard value.kind == .number else { throw malformed("must be a number", place, keyword) }
    return constant(value)
  }

  mutating func constant(_ value: JSONValue) -> TableIndex {
    program.constants.append(value)
    return TableIndex(program.constants.count - 1)
  }

  func array(_ keyword: String, of place: SchemaPlace) throws(JSONSchemaError) -> [JSONValue]? {
    guard let value = place.value[keyword] else { return nil }
    guard value.kind == .array else { throw malformed("must be an array", place, keyword) }
    return Array(value.elements)
  }

  func strings(_ value: JSONValue, of place: SchemaPlace, _ keyword: String) throws(JSONSchemaError) -> [String] {
    let texts = value.elements.compactMap(\.string)
    guard value.kind == .array, texts.count == value.count else {
      throw malformed("must be an array of strings", place, keyword)
    }
    return texts
  }

  func object(
    _ keyword: String, of place: SchemaPlace
  ) throws(JSONSchemaError) -> [(name: String, value: JSONValue)] {
    guard let value = place.value[keyword] else { return [] }
    guard value.kind == .object else { throw malformed("must be an object", place, keyword) }
    return value.members.map { ($0.key.string, $0.value) }
  }

  mutating func schema(_ value: JSONValue, of place: SchemaPlace) throws(JSONSchemaError) -> TableIndex {
    try node(for: library.child(value, of: place))
  }

  mutating func schema(_ keyword: String, of place: SchemaPlace) throws(JSONSchemaError) -> TableIndex? {
    guard let value = place.value[keyword] else { return nil }
    return try schema(value, of: place)
  }

  mutating func schemas(_ keyword: String, of place: SchemaPlace) throws(JSONSchemaError) -> Slots? {
    guard let values = try array(keyword, of: place) else { return nil }
    guard !values.isEmpty else { throw malformed("must not be empty", place, keyword) }
    var nodes: [TableIndex] = []
    for value in values { nodes.append(try schema(value, of: place)) }
    return branches(nodes)
  }

  mutating func branches(_ nodes: [TableIndex]) -> Slots {
    let start = program.branches.count
    program.branches += nodes
    return Slots(start..<program.branches.count)
  }

  mutating func name(_ name: String) -> TableIndex {
    program.names.append(name)
    return TableIndex(program.names.count - 1)
  }
}
