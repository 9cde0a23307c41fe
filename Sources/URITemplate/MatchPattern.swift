/// A template the other way round: the steps that a URI has to go through.
///
/// A table says for each step and each position in the URI whether the rest of the URI matches from there. It is filled
/// from the end, so that the walk from the start knows which choices lead on and never has to take one back.
struct MatchPattern: Sendable {
  private let steps: [Step]
  /// What every URI that matches begins with: most URIs of other templates are refused by it alone.
  private let opening: [UInt8]

  private enum Step: Sendable {
    case literal([URIUnit])
    case field(MatchField)
  }

  init(_ parts: [URITemplate.Part]) {
    var steps: [Step] = []
    for part in parts {
      switch part {
      case .literal(let units):
        steps.append(.literal(units))
      case .expression(let expression):
        if case .field(let last)? = steps.last, let merged = last.merged(with: expression) {
          steps[steps.count - 1] = .field(merged)
        } else {
          steps.append(.field(MatchField(expression)))
        }
      }
    }
    self.steps = steps
    if case .literal(let units)? = steps.first {
      opening = units.prefix { $0 < URICharacters.encoded }.map { UInt8($0) }
    } else {
      opening = []
    }
  }

  func match(_ uri: String) -> URITemplate.Variables? {
    guard uri.utf8.count <= URITemplate.maximumURIBytes, uri.utf8.starts(with: opening),
      let units = [URIUnit](uri: uri.utf8)
    else { return nil }
    let table = table(of: units)
    guard table.isReachable(0, at: 0) else { return nil }
    var values = MatchedValues()
    var position = 0
    for (index, step) in steps.enumerated() {
      switch step {
      case .literal(let literal):
        position += literal.count
      case .field(let field):
        guard table.isPresent(index, at: position) else { continue }
        let start = position + (field.isOptional ? 1 : 0)
        position = end(of: field, index, from: start, units, table)
        guard field.take(units[start..<position], into: &values) else { return nil }
      }
    }
    return values.variables
  }

  private func table(of units: [URIUnit]) -> MatchTable {
    var table = MatchTable(steps: steps.count, positions: units.count + 1)
    table.setReachable(steps.count, at: units.count)
    for (index, step) in steps.enumerated().reversed() {
      switch step {
      case .literal(let literal):
        for position in stride(from: units.count - literal.count, through: 0, by: -1)
        where table.isReachable(index + 1, at: position + literal.count)
          && units[position...].starts(with: literal)
        {
          table.setReachable(index, at: position)
        }
      case .field(let field):
        field.fill(&table, index, units)
      }
    }
    return table
  }

  /// Where a field ends whose value begins at `start`: as far on as possible, but where an optional field right behind
  /// it can be there, so that it is.
  private func end(
    of field: MatchField, _ index: Int, from start: Int, _ units: [URIUnit], _ table: MatchTable
  ) -> Int {
    let first = field.isOptional ? start : start + 1
    let candidates = first...max(first, field.furthestEnd(from: start, units))
    for next in (index + 1)..<max(index + 1, steps.count) {
      guard case .field(let behind) = steps[next], behind.isOptional else { break }
      let isPresent = { (end: Int) in table.isPresent(next, at: end) }
      let end = behind.beginsAtFirst ? candidates.first(where: isPresent) : candidates.last(where: isPresent)
      if let end { return end }
    }
    guard let end = candidates.last(where: { table.isReachable(index + 1, at: $0) }) else {
      preconditionFailure("the table says that the field can be here")
    }
    return end
  }
}
