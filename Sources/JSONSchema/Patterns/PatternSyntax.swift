/// ECMA-262 regular expressions, with its `u` flag, rewritten where PCRE2 gives the same text another meaning.
///
/// What PCRE2 has in addition stays: `\A`, `\z`, `(?i)` and the like work. What differs: inside brackets `\S` is the
/// complement of ASCII white space only, and `.` matches U+2028 and U+2029.
enum PatternSyntax {
  /// White space of ECMA-262 as the content of brackets: that of ASCII, everything that Unicode calls a separator, and
  /// the byte order mark.
  private static let whiteSpace = #"\t-\r\p{Z}\u{FEFF}"#

  static func rewritten(_ pattern: String) -> String {
    var output = ""
    var rest = Substring(pattern).unicodeScalars
    var isInBrackets = false
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\":
        guard let letter = rest.popFirst() else { return output + "\\" }
        output += escape(letter, &rest, isInBrackets)
      case "[":
        // Inside brackets PCRE2 would look for [:alpha:] and the like.
        output += isInBrackets ? "\\[" : "["
        isInBrackets = true
      case "]":
        output += "]"
        isInBrackets = false
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// The escape sequence that begins with `letter`.
  private static func escape(
    _ letter: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView, _ isInBrackets: Bool
  ) -> String {
    switch letter {
    case "s": return isInBrackets ? whiteSpace : "[\(whiteSpace)]"
    case "S" where !isInBrackets: return "[^\(whiteSpace)]"
    // To PCRE2 it is a set of characters.
    case "v": return #"\x0B"#
    case "u":
      // A code point beyond 16 bits may be written as its surrogates.
      let digits = Substring(rest).prefix(10)
      if digits.dropFirst(4).hasPrefix(#"\u"#), let high = UInt16(digits.prefix(4), radix: 16),
        let low = UInt16(digits.dropFirst(6), radix: 16), UTF16.isLeadSurrogate(high), UTF16.isTrailSurrogate(low)
      {
        rest.removeFirst(10)
        return #"\u{"# + String(UTF16.decode([high, low]).value, radix: 16) + "}"
      }
    case "p", "P":
      if rest.first == "{", let end = rest.firstIndex(of: "}") {
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        rest = rest[rest.index(after: end)...]
        return "\\\(letter){\(shortNames[name] ?? name)}"
      }
    default: break
    }
    return "\\\(letter)"
  }

  /// General categories have long names as well, which PCRE2 does not know.
  private static let shortNames = [
    "Letter": "L", "Cased_Letter": "L&", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc",
    "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl",
    "Other_Number": "No", "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf",
    "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
    "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs",
    "Private_Use": "Co", "Unassigned": "Cn",
  ]
}

extension UTF16 {
  fileprivate static func decode(_ pair: [UInt16]) -> Unicode.Scalar {
    String(decoding: pair, as: UTF16.self).unicodeScalars.first ?? "\u{FFFD}"
  }
}
