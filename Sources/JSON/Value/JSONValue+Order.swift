extension JSONValue {
  /// Whether a number is less than another, exactly, whatever their size and notation; false where one of the values is
  /// not a number. Exponents of more than 13 digits count as if they had only their first 13.
  package func isLess(than other: JSONValue) -> Bool {
    guard kind == .number, other.kind == .number else { return false }
    if let left = wholeNumber, let right = other.wholeNumber { return left < right }
    return withDecimal { left in other.withDecimal { left < $0 } }
  }

  /// Whether a number is a whole multiple of `divisor`, exactly; false where the value is not a number.
  package func isMultiple(of divisor: JSONDivisor) -> Bool {
    guard kind == .number else { return false }
    if let small = divisor.int64, let value = wholeNumber { return value % small == 0 }
    return withDecimal { $0.isMultiple(ofDigits: divisor.digits, exponent: divisor.exponent) }
  }

  /// The number where that is cheap to tell: an integer written without a fraction or an exponent.
  private var wholeNumber: Int64? {
    let node = node
    switch node.storage {
    case .int: return Int64(bitPattern: node.payload)
    case .token:
      defer { withExtendedLifetime(document) {} }
      return Self.shortInteger(document.bytes(of: Int(index)))
    default: return nil
    }
  }
}

/// A number that others are to be multiples of: greater than 0, with up to 37 significant digits.
package struct JSONDivisor: Sendable {
  /// The value is `digits * 10^exponent`.
  let digits: UInt128
  let exponent: Int
  let int64: Int64?

  /// Nil where the value is not such a number.
  package init?(_ value: JSONValue) {
    guard value.kind == .number else { return nil }
    let parts = value.withDecimal { number -> (UInt128, Int)? in
      // Ten times a remainder and another digit have to fit into 128 bits.
      guard !number.isZero, !number.isNegative, number.digitCount <= 37 else { return nil }
      return (number.significantDigits.reduce(0) { $0 * 10 + UInt128($1 - 0x30) }, number.exponent)
    }
    guard let parts else { return nil }
    (digits, exponent) = parts
    int64 = value.int
  }
}
