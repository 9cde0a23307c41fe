internal import JSON

/// The keywords of objects and arrays that act together.
extension SchemaCompiler {
  mutating func addMembers(
    of place: SchemaPlace, _ dialect: Dialect, to code: inout [Instruction]
  ) throws(JSONSchemaError) {
    // By their bytes: Swift holds texts for equal that JSON does not.
    var schemas: [[UInt8]: TableIndex] = [:]
    var required: Set<[UInt8]> = []
    let firstPattern = program.memberPatterns.count
    var additional = MemberRules.Additional.unmentioned
    if dialect.vocabularies.contains(.applicator) {
      for (name, value) in try object("properties", of: place) {
        schemas[Array(name.utf8)] = try schema(value, of: place)
      }
      for (source, value) in try object("patternProperties", of: place) {
        let pattern = try pattern(source, place, "patternProperties")
        program.memberPatterns.append(MemberPattern(pattern: pattern, schema: try schema(value, of: place)))
      }
      if let value = place.value["additionalProperties"] {
        let schema = try schema(value, of: place)
        additional = value.bool == false ? .refused : .schema(schema)
      }
    }
    if dialect.vocabularies.contains(.validation), let value = place.value["required"] {
      required = Set(try strings(value, of: place, "required").map { Array($0.utf8) })
    }
    let rules = MemberRules(
      names: addNames(schemas, required), requiredCount: required.count,
      patterns: Slots(firstPattern..<program.memberPatterns.count), additional: additional)
    if case .unmentioned = additional, rules.names.range.isEmpty, rules.patterns.range.isEmpty {
    } else {
      program.members.append(rules)
      code.append(.members(TableIndex(program.members.count - 1)))
    }
    if dialect.vocabularies.contains(.applicator), let names = try schema("propertyNames", of: place) {
      code.append(.propertyNames(names))
    }
  }

  private mutating func addNames(_ schemas: [[UInt8]: TableIndex], _ required: Set<[UInt8]>) -> Slots {
    let start = program.memberNames.count
    for name in required.union(schemas.keys).sorted(by: MemberName.isOrdered) {
      let text = Slots(program.text.count..<program.text.count + name.count)
      program.text += name
      program.memberNames.append(
        MemberName(text: text, schema: schemas[name], isRequired: required.contains(name)))
    }
    return Slots(start..<program.memberNames.count)
  }

  mutating func addItems(
    of place: SchemaPlace, _ dialect: Dialect, to code: inout [Instruction]
  ) throws(JSONSchemaError) {
    var first: Slots?
    var rest: TableIndex?
    if dialect.draft == .draft2020 {
      first = try schemas("prefixItems", of: place)
      rest = try schema("items", of: place)
    } else if place.value["items"]?.kind == .array {
      first = try schemas("items", of: place)
      rest = try schema("additionalItems", of: place)
    } else {
      rest = try schema("items", of: place)
    }
    if first != nil || rest != nil { code.append(.items(first: first ?? Slots(0..<0), rest: rest)) }

    guard let schema = try schema("contains", of: place) else { return }
    let counts = dialect.draft == .draft2020 && dialect.vocabularies.contains(.validation)
    let least = counts ? try count("minContains", of: place) : nil
    let most = counts ? try count("maxContains", of: place) : nil
    code.append(.contains(schema, atLeast: least ?? 1, atMost: most ?? .max))
  }

  /// `dependencies` is draft-07's; 2020-12 lets it live on beside the two keywords that it was split into.
  mutating func addDependencies(
    of place: SchemaPlace, _ dialect: Dialect, to code: inout [Instruction]
  ) throws(JSONSchemaError) {
    var keywords: [String] = []
    if dialect.vocabularies.contains(.applicator) { keywords.append("dependencies") }
    if dialect.draft == .draft2020 {
      if dialect.vocabularies.contains(.applicator) { keywords.append("dependentSchemas") }
      if dialect.vocabularies.contains(.validation) { keywords.append("dependentRequired") }
    }
    for keyword in keywords {
      for (trigger, value) in try object(keyword, of: place) {
        if keyword != "dependentSchemas", value.kind == .array || keyword == "dependentRequired" {
          let start = program.names.count
          program.names += try strings(value, of: place, keyword)
          let required = Slots(start..<program.names.count)
          code.append(.dependentRequired(name: name(trigger), required: required))
        } else {
          let schema = try schema(value, of: place)
          code.append(.dependentSchema(name: name(trigger), schema: schema))
        }
      }
    }
  }
}
