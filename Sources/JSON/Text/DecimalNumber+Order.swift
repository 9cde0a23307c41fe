extension DecimalNumber: Comparable {
  static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    let (leftSign, rightSign) = (left.sign, right.sign)
    guard leftSign == rightSign else { return leftSign < rightSign }
    guard leftSign != 0 else { return false }
    return leftSign > 0 ? isLessInMagnitude(left, right) : isLessInMagnitude(right, left)
  }

  private var sign: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// Both numbers are not zero.
  private static func isLessInMagnitude(_ left: DecimalNumber, _ right: DecimalNumber) -> Bool {
    let (leftPower, rightPower) = (left.exponent + left.digitCount, right.exponent + right.digitCount)
    guard leftPower == rightPower else { return leftPower < rightPower }
    // Now both have their first digit at the same place, and no zeros at the end: they are ordered like text.
    return left.significantDigits.lexicographicallyPrecedes(right.significantDigits)
  }

  /// Whether the number is a whole multiple of `divisor * 10^divisorExponent`.
  ///
  /// - Precondition: the divisor has up to 37 digits, and the last one is not a zero.
  func isMultiple(ofDigits divisor: UInt128, exponent divisorExponent: Int) -> Bool {
    guard !isZero else { return true }
    // The last significant digit is not a zero, so the number is not a multiple of a greater power of ten.
    guard exponent >= divisorExponent else { return false }
    var remainder: UInt128 = 0
    for digit in significantDigits { remainder = (remainder * 10 + UInt128(digit - 0x30)) % divisor }
    // Zeros at the end only contribute factors 2 and 5, and the divisor has fewer than 128 of them.
    var zeros = min(exponent - divisorExponent, 128)
    while remainder != 0, zeros > 0 {
      remainder = remainder * 10 % divisor
      zeros -= 1
    }
    return remainder == 0
  }
}
