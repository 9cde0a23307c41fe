import Testing

/// One chapter of octets that are text, and of such that are none, after the well-known list for UTF-8 decoders.
struct TextSequences: CustomTestStringConvertible, Sendable {
  let number: String
  var valid: [[UInt8]] = []
  var invalid: [[UInt8]] = []

  var testDescription: String { number }

  /// Octets in hexadecimal, of one sequence a word.
  private static func octets(_ text: String) -> [[UInt8]] {
    text.split(separator: " ").map { word in
      let digits = word.compactMap(\.hexDigitValue)
      return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
  }

  private init(_ number: String, valid: String = "", invalid: String = "") {
    self.number = number
    self.valid = Self.octets(valid)
    self.invalid = Self.octets(invalid)
  }

  private init(_ number: String, valid: [[UInt8]] = [], invalid: [[UInt8]] = []) {
    self.number = number
    self.valid = valid
    self.invalid = invalid
  }

  private static let prefixes = (1...TextCases.cosmos.count).map { Array(TextCases.cosmos.prefix($0)) }
  /// Where a character of the word ends.
  private static let ends = [2, 5, 7, 9, 11]

  /// All first octets of longer sequences, each before a space.
  private static let beginnings: [Range<UInt8>] = [0xC0..<0xDF, 0xE0..<0xEF, 0xF0..<0xF7, 0xF8..<0xFB, 0xFC..<0xFD]
  private static let lonely: [[UInt8]] = beginnings.map { range in range.flatMap { [$0, 0x20] } }

  private static let cutShort = octets("c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf")

  /// The last two code points of each plane are no characters, and text all the same.
  private static let noncharacters = (0...16).flatMap { plane in
    [0xFFFE, 0xFFFF].compactMap { Unicode.Scalar(UInt32(plane << 16 | $0)) }.map { Array(String($0).utf8) }
  }

  static let all = [
    TextSequences(
      "6.5 some text",
      valid: ["hello$world", "hello¢world", "hello€world", "hello𤭢world"].map { Array($0.utf8) } + [TextCases.cosmos]),
    TextSequences(
      "6.6 all beginnings of a text", valid: prefixes.filter { ends.contains($0.count) },
      invalid: prefixes.filter { !ends.contains($0.count) }),
    TextSequences("6.7 the first of each length", valid: "00 c280 e0a080 f0908080"),
    TextSequences("6.8 the first of five and six", invalid: "f888808080 fc8480808080"),
    TextSequences("6.9 the last of each length", valid: "7f dfbf efbfbf f48fbfbf"),
    TextSequences("6.10 the last of four, five and six", invalid: "f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf"),
    TextSequences("6.11 other boundaries", valid: "ed9fbf ee8080 efbfbd f48fbfbf", invalid: "f4908080"),
    TextSequences(
      "6.12 continuations of nothing",
      invalid: octets("80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf") + [Array(0x80..<0xBF)]),
    TextSequences("6.13 beginnings without an end", invalid: lonely),
    TextSequences("6.14 without the last octet", invalid: cutShort),
    TextSequences("6.15 all of these", invalid: [cutShort.flatMap { $0 }]),
    TextSequences("6.16 impossible octets", invalid: "fe ff fefeffff"),
    TextSequences("6.17 a slash too long", invalid: "c0af e080af f08080af f8808080af fc80808080af"),
    TextSequences("6.18 the largest too long", invalid: "c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf"),
    TextSequences("6.19 a zero too long", invalid: "c080 e08080 f0808080 f880808080 fc8080808080"),
    TextSequences("6.20 surrogates", invalid: "eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf"),
    TextSequences(
      "6.21 pairs of surrogates",
      invalid: ["eda080", "edadbf", "edae80", "edafbf"].flatMap { octets("\($0)edb080 \($0)edbfbf") }),
    TextSequences("6.22 no characters", valid: noncharacters),
    TextSequences("6.23 specials", valid: "efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf"),
  ]
}
