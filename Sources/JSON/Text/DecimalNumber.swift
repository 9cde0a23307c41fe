/// A number in decimal, taken apart: `digits * 10^exponent` without leading or trailing zeros, exact at any length.
///
/// It decides whether two numbers are equal and whether another form holds the same value.
struct DecimalNumber {
  /// True for -0 too.
  private(set) var isNegative = false
  /// The first 19 significant digits as a number.
  private(set) var leadingDigits: UInt64 = 0
  private(set) var digitCount = 0
  /// The power of ten of the last significant digit.
  private(set) var exponent = 0
  /// Where the significant digits are in the text, possibly with a point among them.
  private var digits: Range<Int> = 0..<0
  private let text: UnsafeRawBufferPointer

  /// - Parameter text: a number by the grammar of JSON; it must stay valid as long as the value is used.
  init(_ text: UnsafeRawBufferPointer) {
    self.text = text
    var exponentText: UnsafeRawBufferPointer.SubSequence = text[text.endIndex...]
    var pointSeen = false
    var digitsBehindPoint = 0
    var trailingZeros = 0
    for offset in text.indices {
      let byte = text[offset]
      switch byte {
      case 0x30...0x39:
        if pointSeen { digitsBehindPoint += 1 }
        if byte == 0x30 {
          if digitCount > 0 { trailingZeros += 1 }
          continue
        }
        if digitCount == 0 { digits = offset..<offset }
        for _ in 0..<trailingZeros { addDigit(0) }
        trailingZeros = 0
        addDigit(UInt64(byte - 0x30))
        digits = digits.lowerBound..<offset + 1
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): pointSeen = true
      default: exponentText = text[(offset + 1)...]
      }
      if !exponentText.isEmpty { break }
    }
    if digitCount > 0 {
      exponent = Self.exponent(exponentText) + trailingZeros - digitsBehindPoint
    }
  }

  private mutating func addDigit(_ digit: UInt64) {
    if digitCount < 19 { leadingDigits = leadingDigits * 10 + digit }
    digitCount += 1
  }

  /// The power of ten behind the `e`; far beyond any double it stops counting.
  private static func exponent(_ text: UnsafeRawBufferPointer.SubSequence) -> Int {
    var value = 0
    for byte in text where byte &- 0x30 < 10 && value < 1 << 40 {
      value = value * 10 + Int(byte - 0x30)
    }
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  var isZero: Bool { digitCount == 0 }

  var isInteger: Bool { isZero || exponent >= 0 }

  /// The value, where it is an integer of 64 bits.
  var int64: Int64? {
    guard !isZero else { return 0 }
    guard exponent >= 0, digitCount + exponent <= 19 else { return nil }
    var magnitude = leadingDigits
    for _ in 0..<exponent {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      magnitude = product
    }
    if isNegative { return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  /// The nearest double; nil where the magnitude is beyond the largest.
  var double: Double? {
    guard !isZero else { return isNegative ? -0.0 : 0 }
    if digitCount <= 19, leadingDigits <= 1 << 53, abs(exponent) <= 22 {
      // Both factors are exact, so the one rounding of the division or multiplication gives the nearest double.
      let digits = Double(leadingDigits)
      let value = exponent < 0 ? digits / Self.powersOfTen[-exponent] : digits * Self.powersOfTen[exponent]
      return isNegative ? -value : value
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// The double that stands for exactly this value: the one whose shortest decimal form is equal to it. Nil where
  /// writing the double in its shortest form would give a different number.
  var faithfulDouble: Double? {
    guard let value = double else { return nil }
    // Any 15 digits survive a double of normal magnitude.
    if isZero || digitCount <= 15 && value.magnitude >= 1e-300 { return value }
    return Self.withShortest(value) { $0 == self } ? value : nil
  }

  /// The shortest decimal form that reads back as `value`, during `body`.
  static func withShortest<Result>(_ value: Double, _ body: (DecimalNumber) -> Result) -> Result {
    var description = value.description
    return description.withUTF8 { body(DecimalNumber(UnsafeRawBufferPointer($0))) }
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}

extension DecimalNumber: Equatable {
  /// Equal as numbers: 1, 1.0 and 10e-1 are, and so are 0 and -0.
  static func == (left: DecimalNumber, right: DecimalNumber) -> Bool {
    if left.isZero || right.isZero { return left.isZero && right.isZero }
    guard left.isNegative == right.isNegative, left.exponent == right.exponent, left.digitCount == right.digitCount,
      left.leadingDigits == right.leadingDigits
    else { return false }
    return left.digitCount <= 19 || left.significantDigits.elementsEqual(right.significantDigits)
  }

  /// The digits as ASCII, without leading or trailing zeros.
  var significantDigits: some Sequence<UInt8> {
    text[digits].lazy.filter { $0 != UInt8(ascii: ".") }
  }

  /// Equal numbers give the same to the hasher.
  func hash(into hasher: inout Hasher) {
    hasher.combine(leadingDigits)
    guard !isZero else { return }
    hasher.combine(isNegative)
    hasher.combine(exponent)
    hasher.combine(digitCount)
  }
}
