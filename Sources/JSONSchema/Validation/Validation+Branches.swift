internal import JSON

extension Validation {
  /// Runs `body` as a trial, of which no failure is told.
  mutating func silently(_ body: (inout Validation) -> Bool) -> Bool {
    let wasSilent = isSilent
    isSilent = true
    defer { isSilent = wasSilent }
    return body(&self)
  }

  /// A trial of a schema for the same value. What it evaluates counts only if it succeeds.
  private mutating func isValid(_ node: TableIndex, _ value: JSONView, _ evaluation: Int?) -> Bool {
    guard let evaluation else { return silently { $0.check(node, value) } }
    return evaluate(into: evaluation, value) { validation, own in validation.silently { $0.check(node, value, own) } }
  }

  mutating func checkAny(_ nodes: Slots, _ value: JSONView, _ evaluation: Int?) -> Bool {
    var isMatched = false
    for index in nodes.range {
      if isValid(tables.branches[index], value, evaluation) {
        isMatched = true
        // Where evaluation is tracked, the others count too.
        if evaluation == nil { return true }
      } else if isStopped {
        return false
      }
    }
    return isMatched || failAll(nodes, value)
  }

  mutating func checkOne(_ nodes: Slots, _ value: JSONView, _ evaluation: Int?) -> Bool {
    var matched = 0
    for index in nodes.range {
      if isValid(tables.branches[index], value, evaluation) {
        matched += 1
        guard matched == 1 else { return fail(value, "matches more than one of the alternatives, and must match one") }
      } else if isStopped {
        return false
      }
    }
    return matched == 1 || failAll(nodes, value)
  }

  mutating func checkNot(_ node: TableIndex, _ value: JSONView) -> Bool {
    let isValid = silently { $0.check(node, value) }
    guard !isStopped else { return false }
    return !isValid || fail(value, "is of a kind that is not allowed")
  }

  mutating func checkCondition(
    _ condition: TableIndex, _ then: TableIndex?, _ otherwise: TableIndex?, _ value: JSONView, _ evaluation: Int?
  ) -> Bool {
    let isMet = isValid(condition, value, evaluation)
    guard !isStopped, let next = isMet ? then : otherwise else { return !isStopped }
    return check(next, value, evaluation)
  }

  /// None of the alternatives fits: tells why not, at most for five of them, by trying them again.
  private mutating func failAll(_ nodes: Slots, _ value: JSONView) -> Bool {
    guard !isSilent, !isExplaining else { return fail(value, "matches none of the alternatives") }
    isExplaining = true
    defer { isExplaining = false }
    var reasons: [String] = []
    for index in nodes.range.prefix(5) {
      guard !check(tables.branches[index], value), !isStopped else { return false }
      let reason = violation(in: value)
      reasons.append(reason.path.isEmpty ? reason.message : "\(reason.path) \(reason.message)")
    }
    return fail(value, "matches none of the alternatives: \(reasons.joined(separator: "; or: "))")
  }
}
