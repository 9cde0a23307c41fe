import Bytes
import JSON
import Testing

@Suite struct ValueTests {
  private let value: JSONValue

  init() throws {
    value = try JSONValue.parse(
      #"{"null":null,"yes":true,"no":false,"number":1.50,"text":"t","list":[1,[2],{"three":3}],"":"empty","#
        + #""esc\u0061ped":1}"#)
  }

  @Test func everyKindIsTold() {
    #expect(value.kind == .object)
    #expect(value["null"]?.kind == .null)
    #expect(value["null"]?.isNull == true)
    #expect(value["yes"]?.bool == true)
    #expect(value["no"]?.bool == false)
    #expect(value["number"]?.kind == .number)
    #expect(value["text"]?.kind == .string)
    #expect(value["list"]?.kind == .array)
  }

  @Test func aValueOfAnotherKindIsNil() {
    #expect(value["text"]?.bool == nil)
    #expect(value["text"]?.int == nil)
    #expect(value["text"]?.double == nil)
    #expect(value["text"]?.numberToken == nil)
    #expect(value["text"]?.isInteger == false)
    #expect(value["number"]?.string == nil)
    #expect(value["number"]?.utf8 == nil)
    #expect(value["number"]?["x"] == nil)
    #expect(value["number"]?[0] == nil)
    #expect(value["number"]?.count == 0)
    #expect(value["text"]?.elements.map(\.kind) == [])
    #expect(value["list"]?.members.map(\.key.string) == [])
    #expect(value["list"]?["three"] == nil)
    #expect(value[0] == nil)
  }

  @Test func membersAreFoundByName() {
    #expect(value["list"]?[2]?["three"]?.int == 3)
    #expect(value["escaped"]?.int == 1)
    #expect(value[""]?.string == "empty")
    #expect(value["missing"] == nil)
    #expect(value["nul"] == nil)
    #expect(value["three"] == nil)
    let name: StaticString = "text"
    #expect(value[name]?.string == "t")
  }

  @Test func membersAndElementsComeInOrder() {
    #expect(
      value.members.map(\.key.string) == ["null", "yes", "no", "number", "text", "list", "", "escaped"])
    #expect(value["list"]?.elements.map(\.description) == ["1", "[2]", #"{"three":3}"#])
    #expect(value.count == 8)
    #expect(value["list"]?.count == 3)
    #expect(value["list"]?[1]?[0]?.int == 2)
    #expect(value["list"]?[3] == nil)
    #expect(value["list"]?[-1] == nil)
  }

  @Test func aNameCanBeSwitchedOver() {
    var found: [String] = []
    for (key, _) in value.members {
      switch key {
      case "text": found.append("text")
      case "escaped": found.append("escaped")
      default: break
      }
    }
    #expect(found == ["text", "escaped"])
  }

  @Test func objectsAreEqualInAnyOrder() throws {
    #expect(try JSONValue.parse(#"{"a":1,"b":{"c":[1,2]}}"#) == JSONValue.parse(#"{"b":{"c":[1.0,2]},"\u0061":1}"#))
    #expect(try JSONValue.parse(#"{"a":1,"b":2}"#) != JSONValue.parse(#"{"a":1,"b":3}"#))
    #expect(try JSONValue.parse(#"{"a":1,"b":2}"#) != JSONValue.parse(#"{"a":1,"c":2}"#))
    #expect(try JSONValue.parse(#"{"b":1,"a":2}"#) != JSONValue.parse(#"{"a":1,"b":2}"#))
    #expect(try JSONValue.parse(#"{"a":1}"#) != JSONValue.parse(#"{"a":1,"b":2}"#))
    #expect(try JSONValue.parse("[1,2]") != JSONValue.parse("[2,1]"))
    #expect(try JSONValue.parse("[1,2]") != JSONValue.parse("[1,2,3]"))
    #expect(try JSONValue.parse("[]") != JSONValue.parse("{}"))
    #expect(try JSONValue.parse("true") != JSONValue.parse("false"))
    #expect(try JSONValue.parse("null") == nil)
  }

  @Test func hugeObjectsInReverseOrderAreEqual() throws {
    let members = (0..<50_000).map { "\"\($0)\":\($0)" }
    let value = try JSONValue.parse("{" + members.joined(separator: ",") + "}")
    #expect(try value == JSONValue.parse("{" + members.reversed().joined(separator: ",") + "}"))
  }

  @Test func literalsMakeValues() throws {
    let schema: JSONValue = [
      "type": "object", "required": ["a", "b"], "maximum": 10, "multipleOf": 0.5, "default": nil, "deprecated": false,
      "properties": ["a": ["type": "string"]], "empty": [:], "none": [],
    ]
    #expect(
      schema.description
        == #"{"type":"object","required":["a","b"],"maximum":10,"multipleOf":0.5,"default":null,"deprecated":false,"#
        + #""properties":{"a":{"type":"string"}},"empty":{},"none":[]}"#)
  }

  @Test func aValueOutlivesEverythingElse() throws {
    func inner() throws -> JSONValue? { try JSONValue.parse(#"{"a":{"b":["text"]}}"#)["a"]?["b"] }
    #expect(try inner()?[0]?.string == "text")
  }

  /// Every walk over a document is recursive, so the deepest one allowed has to fit the stack.
  @Test func theDeepestDocumentsCanBeUsed() throws {
    let limits = JSONLimits(maximumDepth: 512)
    for (open, inner, close) in [("[ ", "[ ]", "]"), ("{\"a\": ", "{ }", "}")] {
      let text = String(repeating: open, count: 511) + inner + String(repeating: close, count: 511)
      try use(JSONValue.parse(text, limits: limits), limits)
    }
  }

  private func use(_ value: JSONValue, _ limits: JSONLimits) throws {
    #expect(try JSONValue.parse(value.encodedJSONBytes(), limits: limits) == value)
    let bytes = try StructPayload(value, as: .value).bytes
    #expect(try StructDecoder.decode(bytes, as: .value, limits: limits) == value)
    var builder = JSONBuilder()
    for _ in 0..<1_024 { builder.beginArray() }
    builder.value(value)
    for _ in 0..<1_024 { builder.endArray() }
    let deeper = builder.finish()
    #expect(deeper == deeper)
    #expect(deeper.description.utf8.count == 2_048 + value.description.utf8.count)
  }
}
