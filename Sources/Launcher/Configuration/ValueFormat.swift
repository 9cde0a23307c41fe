/// How values of one kind are written by people: one spelling for flags, environment variables and strings in a file.
public struct ValueFormat<Value: Sendable>: Sendable {
  /// What stands for the value in help.
  let placeholder: String
  /// Which values are taken, in words and with their bounds.
  let expectation: String
  let jsonForms: JSONForms
  /// Values are never shown, and may be in a file of their own.
  var isSecret = false
  /// The value of a text, or nil where the text is not what `expectation` says.
  let parse: @Sendable (String) -> Value?
  /// The text of a value, in a form that `parse` takes back.
  let describe: @Sendable (Value) -> String?
}

extension ValueFormat where Value == Int {
  /// A plain number of things.
  public static func count(_ range: ClosedRange<Int>) -> ValueFormat {
    ValueFormat(
      placeholder: "count",
      expectation: "an integer \(bounds(range) { String($0) })",
      jsonForms: .number,
      parse: { text in decimal(text).flatMap { range.contains($0) ? $0 : nil } },
      describe: { String($0) })
  }

  /// Bytes, with or without one of the binary units.
  public static func bytes(_ range: ClosedRange<Int>) -> ValueFormat {
    ValueFormat(
      placeholder: "bytes",
      expectation: "bytes such as 65536, 64KiB or 4MiB, \(bounds(range, spell))",
      jsonForms: .numberOrText,
      parse: { text in
        scaled(text, units: byteUnits, takesBareNumber: true).flatMap { range.contains($0) ? $0 : nil }
      },
      describe: { spell($0) })
  }

  private static func spell(_ bytes: Int) -> String {
    for (unit, factor) in byteUnits where bytes != 0 && bytes.isMultiple(of: factor) {
      return "\(bytes / factor)\(unit)"
    }
    return String(bytes)
  }

  private static var byteUnits: [(name: String, factor: Int)] { [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] }
}

extension ValueFormat where Value == Duration {
  /// A whole number with the unit ms, s, m or h.
  public static func duration(_ range: ClosedRange<Duration>) -> ValueFormat {
    ValueFormat(
      placeholder: "duration",
      expectation: "a duration such as 500ms, 30s, 5m or 1h, \(bounds(range, spell))",
      jsonForms: .text,
      parse: { text in
        guard let milliseconds = scaled(text, units: durationUnits, takesBareNumber: false) else { return nil }
        let duration = Duration.milliseconds(milliseconds)
        return range.contains(duration) ? duration : nil
      },
      describe: { spell($0) })
  }

  private static func spell(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    guard milliseconds != 0 else { return "0s" }
    for (unit, factor) in durationUnits where milliseconds.isMultiple(of: factor) {
      return "\(milliseconds / factor)\(unit)"
    }
    return "\(milliseconds)ms"
  }

  private static var durationUnits: [(name: String, factor: Int)] {
    [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
  }
}

extension ValueFormat where Value == Bool {
  /// `true` or `false`; a bare flag on the command line means `true`, and one with `--no-` means `false`.
  public static var bool: ValueFormat {
    ValueFormat(
      placeholder: "bool", expectation: "true or false", jsonForms: .bool,
      parse: { $0 == "true" ? true : $0 == "false" ? false : nil },
      describe: { $0 ? "true" : "false" })
  }
}

private func bounds<Bound>(_ range: ClosedRange<Bound>, _ spell: (Bound) -> String) -> String {
  "from \(spell(range.lowerBound)) to \(spell(range.upperBound))"
}

/// A number with one of `units` behind it, multiplied; nil where the product is too large for `Int`.
private func scaled(_ text: String, units: [(name: String, factor: Int)], takesBareNumber: Bool) -> Int? {
  for (unit, factor) in units where text.hasSuffix(unit) {
    guard let number = decimal(text.dropLast(unit.count)) else { continue }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }
  return takesBareNumber ? decimal(text) : nil
}

/// Digits only: `Int` itself would also take a sign.
private func decimal(_ text: some StringProtocol) -> Int? {
  text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}
