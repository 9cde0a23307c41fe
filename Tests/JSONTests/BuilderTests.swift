import Bytes
import JSON
import Testing

@Suite struct BuilderTests {
  @Test func aValueIsBuiltFrontToBack() throws {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key("text")
    builder.string("line\nline")
    builder.key("list")
    builder.beginArray()
    builder.int(1)
    builder.double(2.5)
    builder.bool(true)
    builder.null()
    builder.beginObject()
    builder.endObject()
    builder.endArray()
    builder.key("quoted \"name\"" as String)
    builder.string(SharedBytes("é".utf8))
    builder.endObject()
    let value = builder.finish()
    #expect(value.description == #"{"text":"line\nline","list":[1,2.5,true,null,{}],"quoted \"name\"":"é"}"#)
    #expect(value["text"]?.string == "line\nline")
    #expect(value["list"]?.count == 5)
    #expect(value["quoted \"name\""]?.string == "é")
  }

  @Test func aSingleScalarIsADocument() {
    var builder = JSONBuilder()
    builder.string("alone")
    #expect(builder.finish().description == "\"alone\"")
  }

  @Test func otherDocumentsAreSplicedWithTheirTokens() throws {
    let parsed = try JSONValue.parse(#"{"n":1.00,"s":"\u0041", "deep":[{"x":[1e2]}],"plain":"p"}"#)
    var inner = JSONBuilder()
    inner.beginArray()
    inner.string("built\n")
    inner.int(5)
    inner.endArray()
    let built = inner.finish()

    var builder = JSONBuilder()
    builder.beginArray()
    builder.string("in front")
    builder.value(parsed)
    builder.value(try #require(parsed["n"]))
    builder.value(try #require(parsed["s"]))
    builder.value(try #require(parsed["plain"]))
    builder.value(try #require(parsed["deep"]?[0]))
    builder.value(built)
    builder.value(try #require(built[0]))
    builder.value(nil)
    try builder.json(SharedBytes("[ 1.0 ]".utf8))
    builder.endArray()
    let value = builder.finish()
    #expect(
      value.description
        == #"["in front",{"n":1.00,"s":"\u0041","deep":[{"x":[1e2]}],"plain":"p"},1.00,"\u0041","p",{"x":[1e2]},"#
        + #"["built\n",5],"built\n",null,[1.0]]"#)
    #expect(value[1] == parsed)
    #expect(value[1]?["deep"]?[0]?["x"]?[0]?.int == 100)
    #expect(value[3]?.string == "A")
    #expect(value[3]?.rawJSON.string == #""\u0041""#)
    #expect(value[5]?.rawJSON.string == #"{"x":[1e2]}"#)
  }

  @Test func splicingKeepsRandomDocumentsEqual() throws {
    var documents = RandomDocuments(seed: 3)
    for _ in 0..<500 {
      let first = try JSONValue.parse(documents.text())
      let second = try StructDecoder.decode(
        StructPayload(try JSONValue.parse(documents.object())).bytes)
      var builder = JSONBuilder()
      builder.beginObject()
      builder.key("first")
      builder.value(first)
      builder.key("second")
      builder.value(second)
      builder.endObject()
      let both = builder.finish()
      var again = JSONBuilder()
      again.beginArray()
      again.value(both)
      for (_, value) in second.members { again.value(value) }
      again.endArray()
      let outer = again.finish()
      #expect(outer[0]?["first"] == first)
      #expect(outer[0]?["second"] == second)
      #expect(outer.elements.dropFirst().elementsEqual(second.members.map(\.value)))
      #expect(try JSONValue.parse(outer.encodedJSONBytes()) == outer)
      #expect(try StructDecoder.decode(StructPayload(both).bytes) == both)
      // What the builder added up is what a walk over the text finds.
      #expect(try StructPayload(both).bytes == StructPayload(JSONValue.parse(both.encodedJSONBytes())).bytes)
    }
  }

  @Test func aBuilderGrowsWithItsContent() throws {
    var builder = JSONBuilder()
    builder.beginArray()
    for number in 0..<10_000 {
      builder.beginObject()
      builder.key("number")
      builder.int(Int64(number))
      builder.key("text")
      builder.string("text \(number)")
      builder.endObject()
    }
    builder.endArray()
    let value = builder.finish()
    #expect(value.count == 10_000)
    #expect(value[9_999]?["text"]?.string == "text 9999")
    #expect(try JSONValue.parse(value.encodedJSONBytes()) == value)
  }

  @Test func aBuiltDocumentKnowsTheSizesOfItsMessages() throws {
    for textBytes in [0, 1, 50, 110, 120, 127, 128, 200, 16_300, 16_384, 20_000] {
      let text = String(repeating: "x", count: textBytes)
      let packed = (["text": .init(stringLiteral: text), "n": [1, nil]] as JSONValue).packed
      var builder = JSONBuilder()
      builder.beginObject()
      builder.key("outer")
      builder.beginArray()
      builder.beginObject()
      builder.key("text")
      builder.string(text)
      builder.endObject()
      builder.beginArray()
      builder.endArray()
      builder.double(0.5)
      builder.bool(false)
      builder.endArray()
      builder.key("spliced")
      builder.value(packed)
      builder.key("part")
      builder.value(try #require(packed["n"]))
      builder.endObject()
      let built = builder.finish()
      let read = try JSONValue.parse(built.encodedJSONBytes())
      #expect(try StructPayload(built).bytes == StructPayload(read).bytes)
      // As a part of another document, which takes its bytes along.
      let outer: JSONValue = [built, 7]
      #expect(try StructPayload(outer, as: .list).bytes == StructPayload([read, 7], as: .list).bytes)
      #expect(outer[0] == read)
      #expect(outer[0]?["outer"]?.detached == read["outer"])
    }
  }

  @Test func aNumberThatAStructCannotHoldIsStillFound() throws {
    var builder = JSONBuilder()
    builder.beginObject()
    builder.key("fine")
    builder.beginArray()
    builder.string("x")
    builder.endArray()
    builder.key("list")
    builder.beginArray()
    builder.int(.max)
    builder.endArray()
    builder.endObject()
    let value = builder.finish()
    #expect(value.packed == value)
    let error = #expect(throws: JSONError.self) { try StructPayload(value) }
    #expect(error?.path == "/list/0")
  }

  @Test func packingChangesNothingOfAValue() throws {
    var documents = RandomDocuments(seed: 4)
    for _ in 0..<200 {
      let value = try JSONValue.parse(documents.object())
      #expect(value.packed == value)
      #expect(try StructPayload(value.packed).bytes == StructPayload(value).bytes)
    }
    #expect(([1] as JSONValue).packed == [1])
  }
}
