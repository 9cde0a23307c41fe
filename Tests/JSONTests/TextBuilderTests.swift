import Bytes
import JSON
import Testing

/// A builder that writes text has to write what the value of a builder would.
@Suite struct TextBuilderTests {
  private static func text(
    behind opening: StaticString = "", closing: StaticString = "", _ build: (inout JSONBuilder) -> Void
  ) -> JSONText {
    var buffer = JSONBuffer()
    buffer.append(opening)
    var builder = JSONBuilder(textBehind: buffer)
    build(&builder)
    return builder.finishText(closing: closing)
  }

  private static func value(_ build: (inout JSONBuilder) -> Void) -> JSONValue {
    var builder = JSONBuilder()
    build(&builder)
    return builder.finish()
  }

  private static func string(_ bytes: SharedBytes) -> String { bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

  @Test func saysWhatAValueWouldSay() throws {
    let parsed = try JSONValue.parse(#"{"n":1.00, "s":"\u0041","deep":[{"x":[1e2]}]}"#)
    let long = String(repeating: "long text, ", count: 40)
    func build(_ builder: inout JSONBuilder) {
      builder.beginObject()
      for (index, string) in ["", "plain", "\"\\\n\u{1}é🙂", long, long + "\"", "[", "{"].enumerated() {
        builder.key(index == 0 ? "" : String(repeating: "k", count: index * 40) + "\"")
        builder.string(string)
      }
      builder.key("numbers")
      builder.beginArray()
      builder.int(.min)
      builder.int(0)
      builder.double(2.5)
      builder.double(3)
      builder.endArray()
      builder.key("words")
      builder.beginArray()
      builder.bool(true)
      builder.bool(false)
      builder.null()
      builder.endArray()
      builder.key("empty")
      builder.beginObject()
      builder.endObject()
      builder.key("empties")
      builder.beginArray()
      builder.beginArray()
      builder.endArray()
      builder.beginObject()
      builder.endObject()
      builder.endArray()
      builder.key("others")
      builder.beginArray()
      builder.value(parsed)
      builder.value(parsed["s"] ?? nil)
      builder.value(["built": ["a\n", 1]])
      builder.endArray()
      builder.endObject()
    }
    let text = Self.text(build)
    #expect(Self.string(text.bytes) == Self.value(build).description)
    #expect(text.value == Self.value(build))
  }

  @Test func aSingleScalarIsADocument() {
    #expect(Self.string(Self.text { $0.string("alone") }.bytes) == #""alone""#)
    #expect(Self.string(Self.text { $0.int(-7) }.bytes) == "-7")
    #expect(Self.string(Self.text { $0.null() }.bytes) == "null")
  }

  @Test func standsBetweenWhatItIsToldTo() {
    let text = Self.text(behind: #"{"result":"#, closing: "}") { builder in
      builder.beginArray()
      builder.int(1)
      builder.endArray()
    }
    #expect(Self.string(text.bytes) == "[1]")
    #expect(Self.string(text.whole) == #"{"result":[1]}"#)
  }

  /// More containers than a word has bits, of both kinds.
  @Test(arguments: [1, 63, 64, 65, 128, 129, 400])
  func remembersWhatIsOpen(depth: Int) {
    func build(_ builder: inout JSONBuilder) {
      func open(_ level: Int) {
        guard level < depth else { return builder.int(1) }
        if level % 3 == 0 {
          builder.beginArray()
          open(level + 1)
          builder.int(2)
          builder.endArray()
        } else {
          builder.beginObject()
          builder.key("a")
          open(level + 1)
          builder.key("b")
          builder.int(3)
          builder.endObject()
        }
      }
      open(0)
    }
    #expect(Self.string(Self.text(build).bytes) == Self.value(build).description)
  }
}
