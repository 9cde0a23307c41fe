internal import JSON

/// The keywords of objects and arrays that act together.
extension SchemaCompiler {
  mutating func addMembers(
    of place: SchemaPlace, _ dialect: Dialect, to code: inout [Instruction]
  ) throws(JSONSchemaError) {
    // By their bytes: Swift holds texts for equal that JSON does not.
    var named: [[UInt8]: MemberRules.NamedMember] = [:]
    var patterns: [(pattern: TableIndex, schema: TableIndex)] = []
    var additional = MemberRules.Additional.unmentioned
    if dialect.vocabularies.contains(.applicator) {
      for (name, value) in try object("properties", of: place) {
        named[Array(name.utf8)] = MemberRules.NamedMember(schema: try schema(value, of: place))
      }
      for (source, value) in try object("patternProperties", of: place) {
        let pattern = try pattern(source, place, "patternProperties")
        patterns.append((pattern, try schema(value, of: place)))
      }
      if let value = place.value["additionalProperties"] {
        let schema = try schema(value, of: place)
        additional = value.bool == false ? .refused : .schema(schema)
      }
    }
    if dialect.vocabularies.contains(.validation), let value = place.value["required"] {
      for name in try strings(value, of: place, "required") {
        named[Array(name.utf8), default: MemberRules.NamedMember()].isRequired = true
      }
    }
    if case .unmentioned = additional, named.isEmpty, patterns.isEmpty {} else {
      program.members.append(MemberRules(named: named, patterns: patterns, additional: additional))
      code.append(.members(TableIndex(program.members.count - 1)))
    }
    if dialect.vocabularies.contains(.applicator), let names = try schema("propertyNames", of: place) {
      code.append(.propertyNames(names))
    }
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
