import Bytes
import JSON
import Testing

@Suite struct WriterTests {
  @Test func whiteSpaceBetweenTokensGoesAndNothingElse() throws {
    let text = "{ \"a b\" :\n[ 1.0 , \"x\\u0020 y\" ,{ } , [ ] ],\t\"c\":{\"d\":[true,false,null]}\r\n}\n"
    #expect(
      try JSONValue.parse(text).description == #"{"a b":[1.0,"x\u0020 y",{},[]],"c":{"d":[true,false,null]}}"#)
  }

  @Test func everyPlaceForWhiteSpaceIsCompacted() throws {
    let tokens = ["{", "\"a\"", ":", "[", "1", ",", "{", "}", ",", "[", "]", "]", ",", "\"b\"", ":", "null", "}"]
    for position in 0...tokens.count {
      var spaced = tokens
      spaced.insert("\n ", at: position)
      let value = try JSONValue.parse(spaced.joined())
      #expect(value.description == tokens.joined(), "white space before token \(position)")
      for (_, inner) in value.members { #expect(!inner.description.contains("\n")) }
    }
  }

  @Test func rawTextIsASliceOfTheSource() throws {
    let source = SharedBytes(#"{"a": [1.0, "x\n"], "b":{"c":2}, "d":"text", "e": 5.0, "f":"q\t"}"#.utf8)
    let value = try JSONValue.parse(source)
    #expect(value["a"]?.rawJSON.string == #"[1.0, "x\n"]"#)
    #expect(value["a"]?.rawJSON.base == source.base + 6)
    #expect(value["a"]?.rawJSON.owner === source.owner)
    #expect(value["b"]?.rawJSON.string == #"{"c":2}"#)
    #expect(value["d"]?.rawJSON.string == "\"text\"")
    #expect(value["e"]?.rawJSON.string == "5.0")
    #expect(value["f"]?.rawJSON.string == #""q\t""#)
    #expect(value.rawJSON == source)
  }

  @Test func aBufferCollectsFrameAndValue() throws {
    var buffer = JSONBuffer()
    buffer.append("data: " as StaticString)
    try JSONValue.parse("[1, 2]").writeJSON(into: &buffer)
    buffer.append(UInt8(ascii: "\n"))
    buffer.append("é" as String)
    buffer.append(SharedBytes("!".utf8))
    buffer.append(Int64(-12))
    buffer.append(2.0)
    #expect(buffer.count == 19)
    #expect(buffer.finish().string == "data: [1,2]\né!-122")
    buffer.append("again" as StaticString)
    buffer.truncate(to: 2)
    #expect(buffer.finish().string == "ag")
    #expect(buffer.finish().isEmpty)
  }

  @Test func whatIsWrittenReadsBackEqual() throws {
    var documents = RandomDocuments(seed: 1)
    for _ in 0..<3_000 {
      let text = documents.text()
      let value = try JSONValue.parse(text)
      let written = value.encodedJSONBytes()
      let again = try JSONValue.parse(written)
      #expect(again == value, "\(text)")
      #expect(again.rawJSON == written)
      #expect(again.encodedJSONBytes() == written)
    }
  }
}
