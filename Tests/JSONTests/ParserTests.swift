import Bytes
import JSON
import Testing

@Suite struct ParserTests {
  @Test(arguments: [
    ("", JSONError.Code.truncated), (" ", .truncated), ("[", .truncated), ("[1", .truncated), ("[1,", .truncated),
    ("{\"a\"", .truncated), ("{\"a\":", .truncated), ("\"abc", .truncated), ("\"abc\\", .truncated),
    ("\"\\u12", .truncated), ("-", .truncated), ("1.", .truncated), ("1e", .truncated), ("tru", .truncated),
    ("[1,]", .malformed), ("[,1]", .malformed), ("{,}", .malformed), ("{\"a\":1,}", .malformed), ("{1:1}", .malformed),
    ("[1}", .malformed), ("{\"a\" 1}", .malformed), ("nul!", .malformed), ("NaN", .malformed), ("01", .malformed),
    ("-01", .malformed), ("+1", .malformed), (".5", .malformed), ("1.e5", .malformed), ("1 2", .malformed),
    ("[] x", .malformed), ("'a'", .malformed), ("\"\u{1}\"", .malformed), ("\"\\x\"", .malformed),
    ("\"\\u12G4\"", .malformed), ("\u{FEFF}1", .malformed), ("[1]\u{0}", .malformed), ("// no\n1", .malformed),
    ("\"\\uD800\"", .invalidText), ("\"\\uDC00\"", .invalidText), ("\"\\uD800\\u0041\"", .invalidText),
    ("\"\\uD800abcdef\"", .invalidText), ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateKey),
  ])
  func whatIsNotJSONIsRefused(text: String, code: JSONError.Code) {
    #expect(failure(parsing: text)?.code == code)
  }

  @Test(arguments: [
    [0xFF], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xF0, 0x9F, 0x98], [0xE2, 0x28, 0xA1],
  ])
  func stringsHaveToBeUTF8(bytes: [UInt8]) {
    for padding in ["", "1234567", "12345678", "a longer text in front of it"] {
      let text = Array("\"\(padding)".utf8) + bytes + Array("\"".utf8)
      #expect(failure(parsing: text)?.code == .invalidText)
    }
  }

  @Test func anErrorSaysWhereItIs() {
    #expect(failure(parsing: "[1, 2, x]")?.byteOffset == 7)
    #expect(failure(parsing: "{\"name\": 1, \"name\": 2}")?.byteOffset == 13)
    #expect(failure(parsing: "[1")?.byteOffset == 2)
  }

  @Test func nestingIsBoundedAndABombIsHarmless() {
    let limits = JSONLimits(maximumDepth: 3)
    #expect(failure(parsing: "[[[1]]]", limits: limits) == nil)
    #expect(failure(parsing: "[{\"a\":[[]]}]", limits: limits)?.code == .tooDeep)
    #expect(failure(parsing: "[[],[],[[]],[[]]]", limits: limits) == nil)
    #expect(failure(parsing: String(repeating: "[", count: 100_000))?.code == .tooDeep)
    #expect(failure(parsing: String(repeating: "{\"a\":", count: 100_000))?.code == .tooDeep)
  }

  @Test func sizeAndNodesAreBounded() {
    #expect(failure(parsing: "[1,2]", limits: JSONLimits(maximumSizeBytes: 5)) == nil)
    #expect(failure(parsing: "[1,2]", limits: JSONLimits(maximumSizeBytes: 4))?.code == .tooLarge)
    #expect(failure(parsing: "{\"a\":1}", limits: JSONLimits(maximumNodes: 3)) == nil)
    for text in ["{\"a\":1}", "[1,2]", "[[],[]]", "[null,true]", "[\"a\",\"b\"]"] {
      #expect(failure(parsing: text, limits: JSONLimits(maximumNodes: 2))?.code == .tooLarge)
    }
  }

  @Test func everyPrefixOfADocumentIsRefused() throws {
    let text = Array(
      #"{"a":[1,-2.5e3,"x\n\u00e9\ud83d\ude00é漢😀",true,false,null,{}],"long member name":[[]]}"#.utf8)
    for count in 0..<text.count {
      #expect(failure(parsing: Array(text[..<count])) != nil, "\(count) bytes")
    }
    #expect(failure(parsing: text) == nil)
  }

  @Test func aDamagedDocumentIsReadOrRefused() throws {
    var documents = RandomDocuments(seed: 7)
    for _ in 0..<2_000 {
      var bytes = Array(documents.text().utf8)
      for _ in 0..<3 {
        let position = Int.random(in: bytes.indices, using: &documents.random)
        bytes[position] = UInt8.random(in: 0...255, using: &documents.random)
      }
      guard failure(parsing: bytes) == nil else { continue }
      let value = try JSONValue.parse(SharedBytes(bytes))
      #expect(try JSONValue.parse(value.encodedJSONBytes()) == value)
    }
  }
}
