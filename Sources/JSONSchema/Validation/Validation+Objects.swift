internal import JSON

extension Validation {
  /// One pass over the members. Names within an object differ, so the required ones only have to be counted.
  mutating func checkMembers(_ index: TableIndex, _ value: JSONValue, _ evaluation: Int?) -> Bool {
    let schema = schema
    var requiredCount = 0
    var position = 0
    let areValid = value.allMembers { name, key, member in
      defer { position += 1 }
      let named = schema.program.members[Int(index)].named(name)
      if let named, named.isRequired { requiredCount += 1 }
      if let node = named?.schema {
        if let evaluation { evaluations[evaluation].insert(position) }
        guard check(node, member) else { return false }
        guard !schema.program.members[Int(index)].patterns.isEmpty else { return true }
      }
      return checkOther(index, key, member, isNamed: named?.schema != nil, position, evaluation)
    }
    guard areValid else { return false }
    let required = schema.program.members[Int(index)].requiredNames
    return requiredCount == required.count
      || fail(value, missing: required.first { value[$0] == nil }, "is required")
  }

  /// `patternProperties`, and `additionalProperties` for what neither they nor `properties` mention.
  private mutating func checkOther(
    _ index: TableIndex, _ key: JSONKey, _ member: JSONValue, isNamed: Bool, _ position: Int, _ evaluation: Int?
  ) -> Bool {
    guard take(steps: 1, for: member) else { return false }
    let rules = schema.program.members[Int(index)]
    var isMentioned = isNamed
    for rule in rules.patterns {
      if search(rule.pattern, key.value) {
        isMentioned = true
        guard check(rule.schema, member) else { return false }
      } else if isStopped {
        return false
      }
    }
    if !isMentioned {
      switch rules.additional {
      case .unmentioned: return true
      case .refused: return fail(key.value, "is not a known property")
      case .schema(let node):
        guard check(node, member) else { return false }
      }
    }
    if let evaluation { evaluations[evaluation].insert(position) }
    return true
  }

  mutating func checkObject(_ instruction: Instruction, _ value: JSONValue, _ evaluation: Int?) -> Bool {
    switch instruction {
    case .minProperties(let bound):
      return value.count >= bound || fail(value, "must have at least \(bound) properties")
    case .maxProperties(let bound):
      return value.count <= bound || fail(value, "must have at most \(bound) properties")
    case .propertyNames(let node):
      return value.allMembers { _, key, _ in check(node, key.value) }
    case .dependentRequired(let trigger, let required):
      guard take(steps: value.count * (1 + required.range.count), for: value) else { return false }
      let trigger = schema.program.names[Int(trigger)]
      guard value[trigger] != nil else { return true }
      let missing = schema.program.names[required.range].first { value[$0] == nil }
      return missing == nil || fail(value, missing: missing, "is required beside \(trigger)")
    case .dependentSchema(let trigger, let node):
      guard take(steps: value.count, for: value) else { return false }
      return value[schema.program.names[Int(trigger)]] == nil || check(node, value, evaluation)
    case .unevaluatedProperties(let node): return checkUnevaluatedMembers(node, value, evaluation)
    default: return true
    }
  }

  private mutating func checkUnevaluatedMembers(_ node: TableIndex, _ value: JSONValue, _ evaluation: Int?) -> Bool {
    guard let evaluation else { return true }
    var position = 0
    let areValid = value.allMembers { _, _, member in
      defer { position += 1 }
      guard take(steps: 1, for: member) else { return false }
      if evaluations[evaluation].contains(position) { return true }
      return check(node, member)
    }
    if areValid { evaluations[evaluation].insertAll() }
    return areValid
  }
}
