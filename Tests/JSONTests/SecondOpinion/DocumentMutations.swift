/// Damages documents in the ways that parsers get wrong.
struct DocumentMutations {
  /// Values at the borders of what is one.
  private static let values = [
    "null", "true", "false", "nul", "NaN", "Infinity", "-0", "-0.0", "1e400", "-1E400", "1e-400", "1e", "1.", ".1",
    "00", "18446744073709551615", "18446744073709551616", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "9007199254740993", "123456789012345678901234567890",
    "2.2250738585072014e-308", "2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308",
    "0.1e-5000", "1e999999999999", "0e999999999999", #""""#, "\"\u{7F}\"", #""\u0000""#, #""\ud83d\ude00""#,
    #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, "[]", "{}", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
    "[[[[[[[[]]]]]]]]", "[[[[[[[[1]]]]]]]]",
  ].map { Array($0.utf8) }

  /// Small pieces that have a meaning to a parser, or nearly.
  private static let pieces =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "/", "-", "+", ".", "e", "E", "0", "1", "9", " ", "\t", "\n", "\r",
      "\u{C}", "\0", "\u{1F}", "\u{7F}", "\u{FEFF}", "\u{2028}", #"\u0041"#, #"\ud800"#, #"\udc00"#, #"\u12"#, #"\uD8"#,
      #"\x"#, #"\""#, #""a":"#, #""a":1,"#, "[[[[[[[[", "]]]]]]]]", "//", "/**/", "'", "#",
    ].map { Array($0.utf8) } + notUTF8

  private static let notUTF8: [[UInt8]] = [
    [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF],
  ]

  var random: SeededGenerator

  /// The document with one to four changes, mostly one; `other` is where pieces of another document come from.
  mutating func mutated(_ document: [UInt8], with other: [UInt8]) -> [UInt8] {
    var text = document
    for _ in 0..<[1, 1, 1, 2, 3, 4].randomElement(using: &random)! { change(&text, other) }
    return text
  }

  private mutating func change(_ text: inout [UInt8], _ other: [UInt8]) {
    let position = Int.random(in: 0...text.count, using: &random)
    let range = position..<min(text.count, position + Int.random(in: 1...8, using: &random))
    switch Int.random(in: 0..<16, using: &random) {
    case 0 where position < text.count: text[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where position < text.count: text[position] = UInt8.random(in: 0...255, using: &random)
    case 2: text.removeSubrange(range)
    case 3: text.insert(contentsOf: Array(text[range]), at: position)
    case 4: text.removeSubrange(position...)
    case 5:
      let start = Int.random(in: 0...other.count, using: &random)
      let end = min(other.count, start + Int.random(in: 0...40, using: &random))
      text.replaceSubrange(range, with: other[start..<end])
    case 6: text.replaceSubrange(range, with: Self.pieces.randomElement(using: &random)!)
    case 7: text.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: position)
    default: insertValue(into: &text, behind: position)
    }
  }

  /// Puts a value where one can stand: in an array, in place of what follows a colon, or else at the position.
  private mutating func insertValue(into text: inout [UInt8], behind position: Int) {
    let value = Self.values.randomElement(using: &random)!
    let comma = UInt8(ascii: ",")
    guard let place = text[position...].firstIndex(where: { "[,:".utf8.contains($0) }) else {
      return text.insert(contentsOf: value, at: position)
    }
    if text[place] == UInt8(ascii: ":") {
      let end = text[place...].firstIndex { ",]}".utf8.contains($0) } ?? text.count
      text.replaceSubrange(place + 1..<end, with: value)
    } else {
      text.insert(contentsOf: value + [comma], at: place + 1)
    }
  }
}
