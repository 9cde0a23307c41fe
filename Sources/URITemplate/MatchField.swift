/// An expression, or several with parameters right behind each other, as a part of a URI to be recognised: a run of
/// characters with an upper bound. What the run has inside is looked at once its end is known.
struct MatchField: Sendable {
  /// What the field begins with, one of them; empty where an expansion begins with its first value.
  private let firsts: [URIUnit]
  private let characters: URICharacters
  private let bound: Bound
  private let style: URITemplate.Operator
  private let variables: [URITemplate.Variable]
  /// As they stand in a URI; only where values stand behind names.
  private let names: [[URIUnit]]

  private static let comma = URIUnit(UInt8(ascii: ","))
  private static let equals = URIUnit(UInt8(ascii: "="))

  private enum Bound: Sendable {
    case none
    case characters(Int)
    case separators(URIUnit, Int)

    var maximum: Int {
      switch self {
      case .none: .max
      case .characters(let maximum), .separators(_, let maximum): maximum
      }
    }

    func count(_ unit: URIUnit) -> Int {
      switch self {
      case .none: 0
      case .characters: URICharacters.isInsideCharacter(unit) ? 0 : 1
      case .separators(let separator, _): unit == separator ? 1 : 0
      }
    }
  }

  init(_ expression: URITemplate.Expression) {
    style = expression.expressionOperator
    variables = expression.variables
    names = Self.names(of: expression)
    firsts = style.first.map { [URIUnit($0)] } ?? []
    let comma = UInt8(ascii: ",")
    let separated = style.characters.inserting(style.separator)
    if style.isNamed {
      characters = separated.inserting(comma).inserting(UInt8(ascii: "="))
      bound = .none
    } else if variables.count == 1, !variables[0].isExploded {
      characters = variables[0].prefix == nil ? style.characters.inserting(comma) : style.characters
      bound = variables[0].prefix.map { .characters($0) } ?? .none
    } else {
      characters = separated.inserting(comma)
      bound =
        variables.contains(where: \.isExploded)
        ? .none : .separators(URIUnit(style.separator), variables.count - 1)
    }
  }

  private init(merging field: MatchField, _ expression: URITemplate.Expression) {
    style = field.style
    characters = field.characters
    bound = field.bound
    firsts = field.firsts + (expression.expressionOperator.first.map { [URIUnit($0)] } ?? [])
    variables = field.variables + expression.variables
    names = field.names + Self.names(of: expression)
  }

  private static func names(of expression: URITemplate.Expression) -> [[URIUnit]] {
    guard expression.expressionOperator.isNamed else { return [] }
    // The parser has seen that every percent sign in a name is followed by two digits.
    return expression.variables.map { [URIUnit](uri: $0.name.utf8) ?? [] }
  }

  /// This field and an expression right behind it as one, where both are parameters that may come in any order.
  func merged(with expression: URITemplate.Expression) -> MatchField? {
    switch (style, expression.expressionOperator) {
    case (.query, .continuation), (.continuation, .continuation), (.parameter, .parameter):
      MatchField(merging: self, expression)
    default: nil
    }
  }

  /// Whether the URI may do without.
  var isOptional: Bool { !firsts.isEmpty }

  /// Whether it begins at the first place where it can, and not at the last.
  var beginsAtFirst: Bool { style == .fragment }

  /// Fills the field's row, from the next one's.
  func fill(_ table: inout MatchTable, _ index: Int, _ units: [URIUnit]) {
    // The nearest position at or behind the current one where the run may end; a nearer one is within the bound
    // whenever a further one is.
    var nearest: Int?
    var countToEnd = 0
    var countAtNearest = 0
    var canBeginBehind = false
    for position in stride(from: units.count, through: 0, by: -1) {
      if position < units.count {
        let unit = units[position]
        if canBeginBehind, firsts.contains(unit) { table.setPresent(index, at: position) }
        if characters.contains(unit) { countToEnd += bound.count(unit) } else { nearest = nil }
        let canBegin = !isOptional && !URICharacters.isInsideCharacter(unit)
        if canBegin, nearest != nil, countToEnd - countAtNearest <= bound.maximum {
          table.setPresent(index, at: position)
        }
      }
      if table.isReachable(index + 1, at: position) {
        nearest = position
        countAtNearest = countToEnd
        if isOptional { table.setReachable(index, at: position) }
      }
      if table.isPresent(index, at: position) { table.setReachable(index, at: position) }
      canBeginBehind = nearest != nil && countToEnd - countAtNearest <= bound.maximum
    }
  }

  /// How far the run that begins at `start` may go.
  func furthestEnd(from start: Int, _ units: [URIUnit]) -> Int {
    var end = start
    var count = 0
    while end < units.count, characters.contains(units[end]) {
      count += bound.count(units[end])
      guard count <= bound.maximum else { break }
      end += 1
    }
    return end
  }

  /// Reads the values of the run. False where it is not what an expansion makes.
  func take(_ run: ArraySlice<URIUnit>, into values: inout MatchedValues) -> Bool {
    if style.isNamed { return takeParameters(run, into: &values) }
    if variables.count == 1, !variables[0].isExploded {
      let value = style == .reserved || style == .fragment ? text(run).map { .string($0) } : value(run)
      return values.assign(variables[0], value)
    }
    let items = run.split(separator: URIUnit(style.separator), omittingEmptySubsequences: false)
    var taken = 0
    for (index, variable) in variables.enumerated() where taken < items.count {
      guard variable.isExploded else {
        guard values.assign(variable, value(items[taken])) else { return false }
        taken += 1
        continue
      }
      let end = max(taken + 1, items.count - (variables.count - index - 1))
      guard values.assign(variable, list(items[taken..<end])) else { return false }
      taken = end
    }
    return true
  }

  private func takeParameters(_ run: ArraySlice<URIUnit>, into values: inout MatchedValues) -> Bool {
    var found = [[ArraySlice<URIUnit>]](repeating: [], count: variables.count)
    for item in run.split(separator: URIUnit(style.separator), omittingEmptySubsequences: false) {
      let name = item.prefix { $0 != Self.equals }
      guard let index = names.firstIndex(where: name.elementsEqual) else { return false }
      found[index].append(item[name.endIndex...].dropFirst())
    }
    for (variable, items) in zip(variables, found) where !items.isEmpty {
      guard variable.isExploded || items.count == 1 else { return false }
      guard values.assign(variable, variable.isExploded ? list(items[...]) : value(items[0])) else { return false }
    }
    return true
  }

  /// A string, or a list where there are commas.
  private func value(_ units: ArraySlice<URIUnit>) -> URITemplate.Value? {
    guard units.contains(Self.comma) else { return text(units).map { .string($0) } }
    return list(units.split(separator: Self.comma, omittingEmptySubsequences: false)[...])
  }

  private func list(_ items: ArraySlice<ArraySlice<URIUnit>>) -> URITemplate.Value? {
    var texts: [String] = []
    for item in items {
      guard let text = text(item) else { return nil }
      texts.append(text)
    }
    return .list(texts)
  }

  /// The text without percent-encoding, or nil where it is not UTF-8 or has characters that had to be encoded.
  private func text(_ units: ArraySlice<URIUnit>) -> String? {
    guard units.allSatisfy(style.characters.contains) else { return nil }
    return String(validating: units.lazy.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
  }
}
