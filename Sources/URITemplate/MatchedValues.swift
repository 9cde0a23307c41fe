/// The values found so far. A variable may occur more than once, with and without a prefix.
struct MatchedValues {
  private(set) var variables: URITemplate.Variables = [:]
  /// For variables of which only a prefix is known, how long it could have been.
  private var prefixes: [String: Int] = [:]

  /// False where there is no value, where it is longer than the variable's prefix, or where it contradicts another
  /// occurrence.
  mutating func assign(_ variable: URITemplate.Variable, _ value: URITemplate.Value?) -> Bool {
    guard let value else { return false }
    let name = variable.name
    let prefix = variable.prefix ?? .max
    guard prefix == .max || Self.shortened(value, to: prefix) == value else { return false }
    if let known = variables[name] {
      let knownPrefix = prefixes[name] ?? .max
      guard prefix > knownPrefix else { return Self.shortened(known, to: prefix) == value }
      guard Self.shortened(value, to: knownPrefix) == known else { return false }
    }
    variables[name] = value
    prefixes[name] = prefix
    return true
  }

  /// Nil where the value has no prefixes.
  private static func shortened(_ value: URITemplate.Value, to prefix: Int) -> URITemplate.Value? {
    guard prefix < .max else { return value }
    guard case .string(let text) = value else { return nil }
    return .string(String(text.unicodeScalars.prefix(prefix)))
  }
}
