internal import JSON

extension Validation {
  mutating func checkItems(_ first: Slots, _ rest: TableIndex?, _ value: JSONView, _ evaluation: Int?) -> Bool {
    let own = first.range
    var position = 0
    let areValid = value.allElements { element in
      defer { position += 1 }
      guard position < own.count else { return rest.map { check($0, element) } ?? true }
      if let evaluation { evaluations[evaluation].insert(position) }
      return check(tables.branches[own.lowerBound + position], element)
    }
    guard areValid else { return false }
    if let evaluation, rest != nil { evaluations[evaluation].insertAll() }
    return true
  }

  mutating func checkArray(_ instruction: Instruction, _ value: JSONView, _ evaluation: Int?) -> Bool {
    switch instruction {
    case .minItems(let bound): return value.count >= bound || fail(value, "must have at least \(bound) items")
    case .maxItems(let bound): return value.count <= bound || fail(value, "must have at most \(bound) items")
    case .uniqueItems: return checkUnique(value)
    case .contains(let node, let least, let most): return checkContains(node, least, most, value, evaluation)
    case .unevaluatedItems(let node):
      guard let evaluation else { return true }
      var position = 0
      let areValid = value.allElements { element in
        defer { position += 1 }
        guard take(steps: 1, for: element) else { return false }
        if evaluations[evaluation].contains(position) { return true }
        return check(node, element)
      }
      if areValid { evaluations[evaluation].insertAll() }
      return areValid
    default: return true
    }
  }

  /// With a table, so that the work is that of the elements and not of their pairs. Hashing takes some steps a node.
  private mutating func checkUnique(_ value: JSONView) -> Bool {
    guard value.count > 1 else { return true }
    guard take(steps: 8 * Self.comparisonSteps(value), for: value) else { return false }
    var seen = Set<JSONValue>(minimumCapacity: value.count)
    return value.allElements { element in
      seen.insert(element.value).inserted || fail(element, "is there twice, and the items must differ")
    }
  }

  private mutating func checkContains(
    _ node: TableIndex, _ least: Int, _ most: Int, _ value: JSONView, _ evaluation: Int?
  ) -> Bool {
    var found = 0
    var position = 0
    // Where evaluation is tracked, or too many would be wrong, all have to be looked at.
    let isEnough = most == .max && evaluation == nil ? least : .max
    _ = value.allElements { element in
      defer { position += 1 }
      guard silently({ $0.check(node, element) }) else { return !isStopped }
      found += 1
      if let evaluation { evaluations[evaluation].insert(position) }
      return found < isEnough
    }
    guard !isStopped else { return false }
    guard found >= least else { return fail(value, "must contain at least \(least) items of the right kind") }
    return found <= most || fail(value, "must contain at most \(most) items of that kind")
  }
}
