internal import JSON

extension Validation {
  /// One pass over the members. Names within an object differ, so the required ones only have to be counted.
  mutating func checkMembers(_ index: TableIndex, _ value: JSONValue, _ evaluation: Int?) -> Bool {
    let rules = schema.program.members[Int(index)]
    var requiredCount = 0
    var position = 0
    let areValid = value.allMembers { name, member in
      defer { position += 1 }
      let named = rules.named(name)
      if let named, named.isRequired { requiredCount += 1 }
      if let node = named?.schema {
        if let evaluation { evaluations[evaluation].insert(position) }
        guard check(node, member.value) else { return false }
        guard !rules.patterns.isEmpty else { return true }
      }
      return checkOther(rules, member, isNamed: named?.schema != nil, position, evaluation)
    }
    guard areValid else { return false }
    return requiredCount == rules.requiredNames.count
      || fail(value, missing: rules.requiredNames.first { value[$0] == nil }, "is required")
  }

  /// `patternProperties`, and `additionalProperties` for what neither they nor `properties` mention.
  private mutating func checkOther(
    _ rules: MemberRules, _ member: JSONMember, isNamed: Bool, _ position: Int, _ evaluation: Int?
  ) -> Bool {
    guard take(steps: 1, for: member.value) else { return false }
    var isMentioned = isNamed
    for rule in rules.patterns {
      if search(rule.pattern, member.key.value) {
        isMentioned = true
        guard check(rule.schema, member.value) else { return false }
      } else if isStopped {
        return false
      }
    }
    if !isMentioned {
      switch rules.additional {
      case .unmentioned: return true
      case .refused: return fail(member.key.value, "is not a known property")
      case .schema(let node):
        guard check(node, member.value) else { return false }
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
      return value.allMembers { _, member in check(node, member.key.value) }
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
    let areValid = value.allMembers { _, member in
      defer { position += 1 }
      let value = member.value
      guard take(steps: 1, for: value) else { return false }
      if evaluations[evaluation].contains(position) { return true }
      return check(node, value)
    }
    if areValid { evaluations[evaluation].insertAll() }
    return areValid
  }
}
