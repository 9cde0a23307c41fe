internal import JSON

extension Validation {
  mutating func checkItems(_ first: Slots, _ rest: TableIndex?, _ value: JSONValue, _ evaluation: Int?) -> Bool {
    let own = first.range
    var position = 0
    for element in value.elements {
      if position < own.count {
        guard check(schema.program.branches[own.lowerBound + position], element) else { return false }
        if let evaluation { evaluations[evaluation].insert(position) }
      } else if let rest {
        guard check(rest, element) else { return false }
      } else {
        return true
      }
      position += 1
    }
    if let evaluation, rest != nil { evaluations[evaluation].insertAll() }
    return true
  }

  mutating func checkArray(_ instruction: Instruction, _ value: JSONValue, _ evaluation: Int?) -> Bool {
    switch instruction {
    case .minItems(let bound): return value.count >= bound || fail(value, "must have at least \(bound) items")
    case .maxItems(let bound): return value.count <= bound || fail(value, "must have at most \(bound) items")
    case .uniqueItems: return checkUnique(value)
    case .contains(let node, let least, let most): return checkContains(node, least, most, value, evaluation)
    case .unevaluatedItems(let node):
      guard let evaluation else { return true }
      for (position, element) in value.elements.enumerated() {
        guard take(steps: 1, for: element) else { return false }
        guard evaluations[evaluation].contains(position) || check(node, element) else { return false }
      }
      evaluations[evaluation].insertAll()
      return true
    default: return true
    }
  }

  /// With a table, so that the work is that of the elements and not of their pairs.
  private mutating func checkUnique(_ value: JSONValue) -> Bool {
    guard value.count > 1 else { return true }
    guard take(steps: value.nodeCount + value.approximateBytes / 16, for: value) else { return false }
    var seen = Set<JSONValue>(minimumCapacity: value.count)
    for element in value.elements where !seen.insert(element).inserted {
      return fail(element, "is there twice, and the items must differ")
    }
    return true
  }

  private mutating func checkContains(
    _ node: TableIndex, _ least: Int, _ most: Int, _ value: JSONValue, _ evaluation: Int?
  ) -> Bool {
    var found = 0
    for (position, element) in value.elements.enumerated() {
      if silently({ $0.check(node, element) }) {
        found += 1
        if let evaluation { evaluations[evaluation].insert(position) }
        // Nobody asks for the others.
        if found >= least, most == .max, evaluation == nil { return true }
      } else if isStopped {
        return false
      }
    }
    guard found >= least else { return fail(value, "must contain at least \(least) items of the right kind") }
    return found <= most || fail(value, "must contain at most \(most) items of that kind")
  }
}
