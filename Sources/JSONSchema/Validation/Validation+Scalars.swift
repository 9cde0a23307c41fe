internal import JSON

extension Validation {
  mutating func checkText(_ instruction: Instruction, _ value: JSONView) -> Bool {
    switch instruction {
    case .minLength(let bound):
      return length(of: value) >= bound || fail(value, "must have at least \(bound) characters")
    case .maxLength(let bound):
      return length(of: value) <= bound || fail(value, "must have at most \(bound) characters")
    case .pattern(let pattern):
      if search(pattern, value) { return true }
      let source = schema.program.patterns[Int(pattern)].source
      return fail(value, "must match the pattern \(Self.shortened(source))")
    default: return true
    }
  }

  /// In code points: the bytes of UTF-8 that do not continue one.
  private mutating func length(of value: JSONView) -> Int {
    value.withUTF8 { text in
      stepsLeft -= text.count / 16
      return text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    } ?? 0
  }

  /// Whether a pattern matches somewhere in a string. Where that cannot be found out, the check stops.
  mutating func search(_ index: TableIndex, _ value: JSONView) -> Bool {
    let pattern = schema.program.patterns[Int(index)]
    let outcome = value.withUTF8 {
      pattern.search($0, stepsLeft: &stepsLeft, memoryBytes: schema.limits.maximumPatternMemoryBytes)
    }
    guard outcome != .tooCostly else {
      return stop(
        value, "takes too much time or memory to be matched with the pattern \(Self.shortened(pattern.source))")
    }
    return outcome == .matches
  }

  mutating func checkNumber(_ instruction: Instruction, _ value: JSONView) -> Bool {
    let number = value.value
    stepsLeft -= value.textBytes / 16
    let constants = schema.program.constants
    switch instruction {
    case .minimum(let index):
      let bound = constants[Int(index)]
      return !number.isLess(than: bound) || fail(value, "must be at least \(bound)")
    case .exclusiveMinimum(let index):
      let bound = constants[Int(index)]
      return bound.isLess(than: number) || fail(value, "must be greater than \(bound)")
    case .maximum(let index):
      let bound = constants[Int(index)]
      return !bound.isLess(than: number) || fail(value, "must be at most \(bound)")
    case .exclusiveMaximum(let index):
      let bound = constants[Int(index)]
      return number.isLess(than: bound) || fail(value, "must be less than \(bound)")
    case .multipleOf(let index):
      // A division for each digit.
      guard take(steps: value.textBytes, for: value) else { return false }
      let divisor = schema.program.divisors[Int(index)]
      return number.isMultiple(of: divisor.value) || fail(value, "must be a multiple of \(divisor.text)")
    default: return true
    }
  }

  mutating func checkConstant(_ constant: JSONValue, _ value: JSONView) -> Bool {
    if constant.kind == value.kind, constant.count == value.count {
      guard take(steps: Self.comparisonSteps(value), for: value) else { return false }
      if constant == value.value { return true }
    }
    return fail(value, "must be \(Self.shortened(constant.description))")
  }

  mutating func checkEnumeration(_ index: TableIndex, _ value: JSONView) -> Bool {
    let choices = schema.program.enumerations[Int(index)]
    guard take(steps: Self.comparisonSteps(value), for: value) else { return false }
    let own = value.value
    let isContained = choices.set.isEmpty ? choices.values.contains(own) : choices.set.contains(own)
    return isContained || fail(value, "must be one of \(Self.list(choices.values))")
  }

  static func comparisonSteps(_ value: JSONView) -> Int { value.nodeCount + value.textBytes / 16 }

  private static func list(_ values: [JSONValue]) -> String {
    let shown = 20
    return values.prefix(shown).map { shortened($0.description) }.joined(separator: ", ")
      + (values.count > shown ? " or \(values.count - shown) others" : "")
  }

  /// A part of the schema, for a message.
  private static func shortened(_ text: String) -> String {
    text.utf8.count > 200 ? text.prefix(100) + "…" : text
  }
}
