extension JSONValue {
  /// The value, where it is a number that is an integer of 64 bits: 7, 7.0 and 70e-1 are 7.
  public var int: Int64? {
    let node = node
    switch node.storage {
    case .int: return Int64(bitPattern: node.payload)
    case .double: return Int64(exactly: Double(bitPattern: node.payload))
    case .token: return withToken { Self.shortInteger($0) ?? DecimalNumber($0).int64 }
    default: return nil
    }
  }

  /// The double nearest to the number; nil where the value is not a number or its magnitude is beyond the largest
  /// double.
  public var double: Double? {
    let node = node
    switch node.storage {
    case .int: return Double(Int64(bitPattern: node.payload))
    case .double: return Double(bitPattern: node.payload)
    case .token: return withToken { DecimalNumber($0).double }
    default: return nil
    }
  }

  /// Whether the value is a number without a fractional part, of any size and however it is written.
  public var isInteger: Bool {
    let node = node
    switch node.storage {
    case .int: return true
    case .double:
      let value = Double(bitPattern: node.payload)
      return value.rounded(.towardZero) == value
    case .token: return withToken { Self.shortInteger($0) != nil || DecimalNumber($0).isInteger }
    default: return false
    }
  }

  /// The number as it was written, or as it would be; nil where the value is not a number.
  public var numberToken: String? {
    kind == .number ? description : nil
  }

  /// The bytes of a number that came as text.
  @inline(__always)
  private func withToken<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    defer { withExtendedLifetime(document) {} }
    return body(document.bytes(of: Int(index)))
  }

  /// The common case: an integer of up to 18 digits without a fraction or an exponent. Nil for everything else.
  static func shortInteger(_ token: UnsafeRawBufferPointer) -> Int64? {
    guard var cursor = token.baseAddress else { return nil }
    let end = cursor + token.count
    let isNegative = cursor.load(as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { cursor += 1 }
    guard end - cursor <= 18 else { return nil }
    var value: Int64 = 0
    while end - cursor >= 8, let eight = ByteScan.eightDigits(cursor) {
      value = value &* 100_000_000 &+ eight
      cursor += 8
    }
    while cursor < end {
      let digit = cursor.load(as: UInt8.self) &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(truncatingIfNeeded: digit)
      cursor += 1
    }
    return isNegative ? 0 &- value : value
  }

  /// The number in decimal, during `body`.
  ///
  /// - Precondition: the value is a number.
  func withDecimal<Result>(_ body: (DecimalNumber) -> Result) -> Result {
    let node = node
    switch node.storage {
    case .token: return withToken { body(DecimalNumber($0)) }
    case .double: return DecimalNumber.withShortest(Double(bitPattern: node.payload), body)
    default:
      var digits = Int64(bitPattern: node.payload).description
      return digits.withUTF8 { body(DecimalNumber(UnsafeRawBufferPointer($0))) }
    }
  }
}
