import JSON
import JSONSchema
import Testing

/// Patterns mean what ECMA-262 says.
@Suite struct PatternTests {
  @Test(arguments: [
    ("b", "abc", true), ("^b", "abc", false), ("^a.c$", "abc", true), ("^a.c$", "a\nc", false),
    ("^a.c$", "a\rc", false), ("^abc$", "abc\n", false), ("", "", true), ("^$", "", true),
    (#"^\d$"#, "٣", false), (#"^\w$"#, "é", false), (#"^\s$"#, "\u{FEFF}", true), (#"^\s$"#, "\u{2003}", true),
    (#"^\S$"#, "\u{A0}", false), (#"^[\s]$"#, "\u{A0}", true), (#"^[\s\S]+$"#, "a\u{A0}\n", true),
    (#"^\v$"#, "\u{0B}", true), (#"^\v$"#, "\n", false), (#"^\cA$"#, "\u{01}", true),
    (#"^\x41\u0042\u{43}$"#, "ABC", true),
    (#"^\ud83d\udc32$"#, "🐲", true), ("^🐲*$", "🐲🐲", true), ("^.$", "🐲", true), (#"^\p{Lu}+$"#, "ÀB", true),
    (#"^\p{Letter}$"#, "é", true), (#"^\p{Script=Greek}$"#, "λ", true), ("[]", "a", false), ("^[^]$", "\n", true),
    (#"^(?:(a)|b)\1$"#, "b", true), (#"^(?<x>a)\k<x>$"#, "aa", true), ("^a(?=b)", "ab", true), ("(?<!a)b", "ab", false),
    ("^[[a]$", "[", true), ("^[[:a]$", ":", true), (#"^[\]a]$"#, "]", true), (#"^\/$"#, "/", true),
    ("^a{2,3}$", "aaaa", false),
  ])
  func matchAnywhereUnlessAnchored(pattern: String, text: String, matches: Bool) throws {
    let schema = try JSONSchema(compiling: ["pattern": .init(stringLiteral: pattern)])
    #expect((schema.violation(in: .init(stringLiteral: text)) == nil) == matches)
  }

  @Test func applyToNamesAsWell() throws {
    let schema = try JSONSchema(
      compiling: [
        "patternProperties": ["^a": ["type": "string"], "z$": ["minLength": 2]], "additionalProperties": false,
      ])
    #expect(schema.violation(in: ["a": "x", "az": "xy", "z": "xy"]) == nil)
    #expect(schema.violation(in: ["az": "x"])?.path == "/az")
    #expect(schema.violation(in: ["b": "x"])?.message == "is not a known property")
  }

  @Test func readTextWithoutItsEscapes() throws {
    let schema = try JSONSchema(compiling: ["pattern": "^\"é\n$"])
    #expect(schema.violation(in: try JSONValue.parse(#""\"\u00e9\n""#)) == nil)
  }

  @Test func thatDifferOnlyForSwiftAreDifferent() throws {
    let schema = try JSONSchema(compiling: ["anyOf": [["pattern": "^e\u{301}$"], ["pattern": "^é$"]]])
    #expect(schema.violation(in: "é") == nil)
    #expect(schema.violation(in: "e\u{301}") == nil)
  }
}
