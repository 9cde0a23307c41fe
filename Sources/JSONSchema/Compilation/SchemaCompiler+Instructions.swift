internal import JSON

/// What each keyword becomes. Cheap demands come first, and those that look at what others have left over come last.
extension SchemaCompiler {
  mutating func instructions(of place: SchemaPlace) throws(JSONSchemaError) -> [Instruction] {
    if let allows = place.value.bool { return allows ? [] : [.never] }
    guard place.value.kind == .object else {
      throw library.error(.malformed, "must be a schema, which is an object or a boolean", place)
    }
    let dialect = library.resources[place.resource].dialect
    var code: [Instruction] = []
    if let reference = try string("$ref", of: place) {
      code.append(.schema(try node(for: library.resolve(reference, at: place))))
      // In draft-07 a reference is all there is to a schema.
      if dialect.draft == .draft7 { return code }
    }
    if dialect.vocabularies.contains(.validation) {
      try addTypesAndValues(of: place, to: &code)
      try addNumbersAndText(of: place, to: &code)
      try addCounts(of: place, to: &code)
    }
    try addMembers(of: place, dialect, to: &code)
    if dialect.vocabularies.contains(.applicator) {
      try addItems(of: place, dialect, to: &code)
      try addBranches(of: place, to: &code)
    }
    try addDependencies(of: place, dialect, to: &code)
    guard dialect.draft == .draft2020 else { return code }
    if let reference = try string("$dynamicRef", of: place) {
      code.append(try dynamicReference(reference, at: place))
    }
    if dialect.vocabularies.contains(.unevaluated) {
      if let rest = try schema("unevaluatedItems", of: place) { code.append(.unevaluatedItems(rest)) }
      if let rest = try schema("unevaluatedProperties", of: place) { code.append(.unevaluatedProperties(rest)) }
    }
    return code
  }

  private mutating func addTypesAndValues(
    of place: SchemaPlace, to code: inout [Instruction]
  ) throws(JSONSchemaError) {
    if let value = place.value["type"] {
      guard let types = TypeSet(value), !types.isEmpty else {
        throw malformed("must name a type or an array of types", place, "type")
      }
      code.insert(.types(types), at: 0)
    }
    if let value = place.value["const"] { code.append(.constant(constant(value))) }
    if let values = try array("enum", of: place) {
      program.enumerations.append(SchemaProgram.Enumeration(values))
      code.append(.enumeration(TableIndex(program.enumerations.count - 1)))
    }
  }

  private mutating func addNumbersAndText(
    of place: SchemaPlace, to code: inout [Instruction]
  ) throws(JSONSchemaError) {
    if let bound = try number("minimum", of: place) { code.append(.minimum(bound)) }
    if let bound = try number("exclusiveMinimum", of: place) { code.append(.exclusiveMinimum(bound)) }
    if let bound = try number("maximum", of: place) { code.append(.maximum(bound)) }
    if let bound = try number("exclusiveMaximum", of: place) { code.append(.exclusiveMaximum(bound)) }
    if let value = place.value["multipleOf"] {
      guard let divisor = JSONDivisor(value) else {
        throw malformed("must be a number greater than 0 with up to 37 significant digits", place, "multipleOf")
      }
      program.divisors.append(SchemaProgram.Divisor(value: divisor, text: value.description))
      code.append(.multipleOf(TableIndex(program.divisors.count - 1)))
    }
    if let length = try count("minLength", of: place), length > 0 { code.append(.minLength(length)) }
    if let length = try count("maxLength", of: place) { code.append(.maxLength(length)) }
    if let source = try string("pattern", of: place) { code.append(.pattern(try pattern(source, place, "pattern"))) }
  }

  private mutating func addCounts(of place: SchemaPlace, to code: inout [Instruction]) throws(JSONSchemaError) {
    if let count = try count("minItems", of: place), count > 0 { code.append(.minItems(count)) }
    if let count = try count("maxItems", of: place) { code.append(.maxItems(count)) }
    if let value = place.value["uniqueItems"] {
      guard let isUnique = value.bool else { throw malformed("must be a boolean", place, "uniqueItems") }
      if isUnique { code.append(.uniqueItems) }
    }
    if let count = try count("minProperties", of: place), count > 0 { code.append(.minProperties(count)) }
    if let count = try count("maxProperties", of: place) { code.append(.maxProperties(count)) }
  }

  private mutating func addBranches(of place: SchemaPlace, to code: inout [Instruction]) throws(JSONSchemaError) {
    if let schemas = try schemas("allOf", of: place) {
      code += program.branches[schemas.range].map { .schema($0) }
    }
    if let schemas = try schemas("anyOf", of: place) { code.append(.anyOf(schemas)) }
    if let schemas = try schemas("oneOf", of: place) { code.append(.oneOf(schemas)) }
    if let schema = try schema("not", of: place) { code.append(.not(schema)) }
    if let condition = try schema("if", of: place) {
      code.append(
        .condition(condition, then: try schema("then", of: place), else: try schema("else", of: place)))
    }
  }

  /// A dynamic reference is one only where it first leads to a dynamic anchor (2020-12 core, section 8.2.3.2).
  private mutating func dynamicReference(
    _ reference: String, at place: SchemaPlace
  ) throws(JSONSchemaError) -> Instruction {
    let target = try library.resolve(reference, at: place)
    let fallback = try node(for: target)
    guard let name = URIReference(reference).decodedFragment,
      library.resources[target.resource].dynamicAnchors[name]?.key == target.key
    else { return .schema(fallback) }
    return .dynamicReference(name: dynamicName(name), fallback: fallback)
  }
}
