/// Numbers that did not come as text.
extension JSONBuffer {
  package mutating func append(_ number: Int64) {
    // Written from its end, behind where it will be, and moved there in one piece: 20 bytes hold any Int64.
    let target = reserve(40)
    let end = target + 40
    var start = end
    var rest = number.magnitude
    while rest >= 100 {
      let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
      start -= 2
      start.storeBytes(of: Self.digits(pair), as: UInt16.self)
      rest = quotient
    }
    start -= 2
    start.storeBytes(of: Self.digits(rest), as: UInt16.self)
    if rest < 10 { start += 1 }
    if number < 0 {
      start -= 1
      start.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
    }
    let count = end - start
    Self.copy(start, count, to: target)
    advance(count)
  }

  /// Two digits as they stand in memory.
  @inline(__always)
  private static func digits(_ number: UInt64) -> UInt16 {
    let tens = (number &* 103) >> 10
    return UInt16(littleEndian: UInt16(truncatingIfNeeded: 0x3030 &+ tens &+ (number &- tens &* 10) << 8))
  }

  /// The shortest form that reads back as the same double, without the `.0` that Swift adds.
  ///
  /// - Precondition: the number is finite.
  package mutating func append(_ number: Double) {
    precondition(number.isFinite, "JSON has neither NaN nor infinities")
    var text = number.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    append(text)
  }
}
