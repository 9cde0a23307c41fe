import Bytes
import JSON
import Testing

@Suite struct StringTests {
  @Test(arguments: [
    (#""""#, ""), (#""abc""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20AC""#, "Aé€"),
    (#""\uD83D\uDE00""#, "😀"), (#""\u0000""#, "\0"), (#""é漢😀 and more""#, "é漢😀 and more"),
    (#""\uFFFF""#, "\u{FFFF}"),
    (#""a long text, then \u00e9, then a long text again""#, "a long text, then é, then a long text again"),
    (#""\\u0041""#, "\\u0041"), ("\"\u{7F}\"", "\u{7F}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
  ])
  func escapesAreDecodedOnDemandAndKeptInTheText(literal: String, expected: String) throws {
    let value = try JSONValue.parse(literal)
    #expect(value.string == expected)
    #expect(value.utf8?.string == expected)
    #expect(value.description == literal)
    #expect(try JSONValue.parse("[ \(literal) ]").description == "[\(literal)]")
  }

  @Test func textFromSwiftIsEscapedWhereJSONRequiresIt() throws {
    for unit in UInt32(0)...0x7F {
      let scalar = try #require(Unicode.Scalar(unit))
      for text in [String(scalar), "1234567\(scalar)", "12345678\(scalar)abc", "é\(scalar)"] {
        let value = JSONValue(stringLiteral: text)
        #expect(value.string == text)
        #expect(try JSONValue.parse(value.encodedJSONBytes()).string == text)
      }
    }
    #expect(
      JSONValue(stringLiteral: "a\"b\\c/\n\r\t\u{8}\u{C}\u{1}\u{1F}").description
        == #""a\"b\\c/\n\r\t\b\f\u0001\u001f""#)
    #expect(JSONValue(stringLiteral: "é漢😀\u{7F}").description == "\"é漢😀\u{7F}\"")
  }

  @Test func whatEndsOrBreaksAStringIsFoundWhereverItStands() throws {
    for length in 0...40 {
      let text = String(repeating: "x", count: length)
      // The document goes on, or ends with the string.
      for (opening, closing) in [("", ""), ("[", ",\"and a text that is long enough\"]")] {
        let clean = try JSONValue.parse(opening + "\"\(text)\"" + closing)
        #expect((opening.isEmpty ? clean : clean[0])?.string == text)
        let escaped = try JSONValue.parse(opening + "\"\(text)\\n\(text)é\(text)\"" + closing)
        #expect((opening.isEmpty ? escaped : escaped[0])?.string == "\(text)\n\(text)é\(text)")
        for broken in ["\u{1}", "\n", "\u{1F}"] {
          #expect(throws: JSONError.self) { try JSONValue.parse(opening + "\"\(text)\(broken)\(text)\"" + closing) }
        }
      }
    }
  }

  @Test func comparisonIgnoresHowTextIsEscaped() throws {
    let value = try JSONValue.parse(#"["a\u0062c","abc","abd"]"#)
    #expect(value[0] == value[1])
    #expect(value[0] != value[2])
    #expect(value[0]?.isString("abc") == true)
    #expect(value[0]?.isString("ab") == false)
    #expect(value[1]?.isString("abc") == true)
    #expect(JSONValue(stringLiteral: "a\nb") == (try JSONValue.parse(#""a\u000ab""#)))
  }

  /// The saving that a node can remember is bounded, so a longer one has to be counted again.
  @Test func aVeryLongTextOfEscapesKeepsItsLength() throws {
    let count = 2_100_000
    let value = try JSONValue.parse("[\"" + String(repeating: #"\uD83D\uDE00"#, count: count) + "\"]")
    #expect(value[0]?.utf8?.count == 4 * count)
    #expect(value[0] == JSONValue(stringLiteral: String(repeating: "😀", count: count)))
  }

  @Test func textWithoutEscapesIsASliceOfTheSource() throws {
    let source = SharedBytes(#"["plain","esc\n"]"#.utf8)
    let value = try JSONValue.parse(source)
    #expect(value[0]?.utf8?.base == source.base + 2)
    #expect(value[0]?.utf8?.owner === source.owner)
    #expect(value[1]?.utf8?.string == "esc\n")
  }
}
