internal import JSON

extension Validation {
  /// One pass over the members. Names within an object differ, so the required ones only have to be counted.
  mutating func checkMembers(_ index: TableIndex, _ value: JSONView, _ evaluation: Int?) -> Bool {
    let rules = tables.members[Int(index)]
    var requiredCount = 0
    var position = 0
    var members = value.members
    while members.advance() {
      defer { position += 1 }
      let member = members.value
      let named = rule(of: members, in: rules)
      if let named, named.isRequired { requiredCount += 1 }
      if let node = named?.schema {
        if let evaluation { evaluations[evaluation].insert(position) }
        guard check(node, member) else { return false }
        guard !rules.patterns.range.isEmpty else { continue }
      }
      guard checkOther(rules, members.key, member, isNamed: named?.schema != nil, position, evaluation) else {
        return false
      }
    }
    return requiredCount == rules.requiredCount || failMissing(rules, value)
  }

  /// What is said of the member by its name.
  @inline(__always)
  private mutating func rule(of member: JSONView.Members, in rules: MemberRules) -> MemberName? {
    guard let name = member.plainName else {
      var name = member.key.string ?? ""
      stepsLeft -= name.utf8.count / 16
      return name.withUTF8 { tables.rule(for: UnsafeRawBufferPointer($0), in: rules) }
    }
    stepsLeft -= name.count / 16
    return tables.rule(for: name, in: rules)
  }

  private mutating func failMissing(_ rules: MemberRules, _ value: JSONView) -> Bool {
    guard !isSilent else { return false }
    let names = tables.memberNames[rules.names.range].filter(\.isRequired).map { tables.text[$0.text.range] }
    let missing = names.map { String(decoding: $0, as: UTF8.self) }.first { value.value[$0] == nil }
    return fail(value, missing: missing, "is required")
  }

  /// `patternProperties`, and `additionalProperties` for what neither they nor `properties` mention.
  private mutating func checkOther(
    _ rules: MemberRules, _ key: JSONView, _ member: JSONView, isNamed: Bool, _ position: Int, _ evaluation: Int?
  ) -> Bool {
    guard take(steps: 1, for: member) else { return false }
    var isMentioned = isNamed
    for rule in tables.memberPatterns[rules.patterns.range] {
      if search(rule.pattern, key) {
        isMentioned = true
        guard check(rule.schema, member) else { return false }
      } else if isStopped {
        return false
      }
    }
    if !isMentioned {
      switch rules.additional {
      case .unmentioned: return true
      case .refused: return fail(key, "is not a known property")
      case .schema(let node):
        guard check(node, member) else { return false }
      }
    }
    if let evaluation { evaluations[evaluation].insert(position) }
    return true
  }

  /// What finding a member by its name may cost.
  private func lookUpSteps(_ value: JSONView) -> Int { value.count + value.textBytes / 16 }

  mutating func checkObject(_ instruction: Instruction, _ value: JSONView, _ evaluation: Int?) -> Bool {
    switch instruction {
    case .minProperties(let bound):
      return value.count >= bound || fail(value, "must have at least \(bound) properties")
    case .maxProperties(let bound):
      return value.count <= bound || fail(value, "must have at most \(bound) properties")
    case .propertyNames(let node):
      var members = value.members
      while members.advance() {
        guard check(node, members.key) else { return false }
      }
      return true
    case .dependentRequired(let trigger, let required):
      guard take(steps: lookUpSteps(value) * (1 + required.range.count), for: value) else { return false }
      let trigger = schema.program.names[Int(trigger)]
      guard value.value[trigger] != nil else { return true }
      let missing = schema.program.names[required.range].first { value.value[$0] == nil }
      return missing == nil || fail(value, missing: missing, "is required beside \(trigger)")
    case .dependentSchema(let trigger, let node):
      guard take(steps: lookUpSteps(value), for: value) else { return false }
      return value.value[schema.program.names[Int(trigger)]] == nil || check(node, value, evaluation)
    case .unevaluatedProperties(let node): return checkUnevaluatedMembers(node, value, evaluation)
    default: return true
    }
  }

  private mutating func checkUnevaluatedMembers(_ node: TableIndex, _ value: JSONView, _ evaluation: Int?) -> Bool {
    guard let evaluation else { return true }
    var position = 0
    var members = value.members
    while members.advance() {
      defer { position += 1 }
      guard take(steps: 1, for: members.value) else { return false }
      guard evaluations[evaluation].contains(position) || check(node, members.value) else { return false }
    }
    evaluations[evaluation].insertAll()
    return true
  }
}
