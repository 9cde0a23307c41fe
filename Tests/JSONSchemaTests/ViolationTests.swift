import JSON
import JSONSchema
import Testing

@Suite struct ViolationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let value: String
    /// Where the value breaks the schema; nil where it is valid.
    let path: String?
    var testDescription: String { "\(value) by \(schema)" }
    init(_ schema: String, _ value: String, _ path: String?) {
      self.schema = schema
      self.value = value
      self.path = path
    }
  }

  static let cases = [
    Case("{}", "7", nil),
    Case(#"{"type":"null"}"#, "null", nil),
    Case(#"{"type":"null"}"#, "0", ""),
    Case(#"{"type":"boolean"}"#, "false", nil),
    Case(#"{"type":"boolean"}"#, #""false""#, ""),
    Case(#"{"type":"string"}"#, #""""#, nil),
    Case(#"{"type":"string"}"#, "null", ""),
    Case(#"{"type":"number"}"#, "1.5", nil),
    Case(#"{"type":"integer"}"#, "1", nil),
    Case(#"{"type":"integer"}"#, "1.0", nil),
    Case(#"{"type":"integer"}"#, "15e-1", ""),
    Case(#"{"type":"integer"}"#, "123456789012345678901234567890", nil),
    Case(#"{"type":["string","null"]}"#, "null", nil),
    Case(#"{"type":["string","null"]}"#, "7", ""),
    Case(#"{"type":"array"}"#, "{}", ""),
    Case(#"{"type":"object"}"#, "[]", ""),

    Case(#"{"enum":["a",1,null]}"#, "1.0", nil),
    Case(#"{"enum":["a",1,null]}"#, "null", nil),
    Case(#"{"enum":["a",1,null]}"#, #""A""#, ""),
    Case(#"{"enum":[{"a":[1]}]}"#, #"{"a":[1]}"#, nil),

    Case(#"{"minimum":1,"maximum":2}"#, "1", nil),
    Case(#"{"minimum":1,"maximum":2}"#, "2.0", nil),
    Case(#"{"minimum":1,"maximum":2}"#, "0.999", ""),
    Case(#"{"minimum":1,"maximum":2}"#, "3", ""),
    Case(#"{"minimum":1}"#, #""0""#, nil),

    Case(#"{"minLength":2,"maxLength":3}"#, #""ab""#, nil),
    Case(#"{"minLength":2,"maxLength":3}"#, #""a""#, ""),
    Case(#"{"minLength":2,"maxLength":3}"#, #""abcd""#, ""),
    Case(#"{"maxLength":1}"#, #""𝄞""#, nil),
    Case(#"{"maxLength":1}"#, #""e\u0301""#, ""),

    Case(#"{"required":["a"]}"#, #"{"a":null}"#, nil),
    Case(#"{"required":["a"]}"#, "{}", "/a"),
    Case(#"{"required":["a"]}"#, "[]", nil),
    Case(#"{"required":["a","b"]}"#, #"{"a":1}"#, "/b"),

    Case(#"{"properties":{"a":{"type":"string"}}}"#, "{}", nil),
    Case(#"{"properties":{"a":{"type":"string"}}}"#, #"{"b":7}"#, nil),
    Case(#"{"properties":{"a":{"type":"string"}}}"#, #"{"a":7}"#, "/a"),
    Case(#"{"properties":{"a":{"properties":{"b":{"type":"null"}}}}}"#, #"{"a":{"b":1}}"#, "/a/b"),
    Case(#"{"properties":{"a/b~c":{"type":"null"}}}"#, #"{"a/b~c":1}"#, "/a~1b~0c"),

    Case(#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1}"#, nil),
    Case(#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1,"b":1}"#, "/b"),
    Case(#"{"additionalProperties":false}"#, #"{"~":1}"#, "/~0"),
    Case(#"{"additionalProperties":true}"#, #"{"x":1}"#, nil),

    Case(#"{"items":{"type":"integer"}}"#, "[1,2,3]", nil),
    Case(#"{"items":{"type":"integer"}}"#, "[]", nil),
    Case(#"{"items":{"type":"integer"}}"#, #"[1,"x",null]"#, "/1"),
    Case(#"{"items":{"items":{"required":["a"]}}}"#, "[[],[{}]]", "/1/0/a"),

    Case(#"{"const":{"a":[1,"x"],"b":null}}"#, #"{"b":null,"a":[1.0,"\u0078"]}"#, nil),
    Case(#"{"const":1}"#, "true", ""),
    Case(#"{"enum":[1,2,3,4,5,6,7,8,[9]]}"#, "[9.0]", nil),
    Case(#"{"enum":[1,2,3,4,5,6,7,8,[9]]}"#, "9", ""),

    Case(#"{"minimum":12345678901234567890123}"#, "12345678901234567890123", nil),
    Case(#"{"minimum":12345678901234567890123}"#, "12345678901234567890122", ""),
    Case(#"{"maximum":0.1}"#, "0.10000000000000000000001", ""),
    Case(#"{"exclusiveMinimum":-1}"#, "-1.0", ""),
    Case(#"{"exclusiveMinimum":-1}"#, "-0.99", nil),
    Case(#"{"exclusiveMaximum":1e400}"#, "9.99e399", nil),
    Case(#"{"exclusiveMaximum":1e400}"#, "10e399", ""),
    Case(#"{"multipleOf":0.01}"#, "19.99", nil),
    Case(#"{"multipleOf":0.01}"#, "19.999", ""),
    Case(#"{"multipleOf":0.0001}"#, "0.0075", nil),
    Case(#"{"multipleOf":3}"#, "111111111111111111111111111111", nil),
    Case(#"{"multipleOf":3}"#, "111111111111111111111111111112", ""),
    Case(#"{"multipleOf":7}"#, "1e1000000000", ""),
    Case(#"{"multipleOf":1024}"#, "1e10", nil),
    Case(#"{"multipleOf":2.5}"#, "-7.5", nil),

    Case(#"{"minProperties":1,"maxProperties":2}"#, "{}", ""),
    Case(#"{"minProperties":1,"maxProperties":2}"#, #"{"a":1,"b":2}"#, nil),
    Case(#"{"propertyNames":{"maxLength":1}}"#, #"{"a":1,"bc":2}"#, "/bc"),
    Case(#"{"patternProperties":{"^x":{"type":"null"}}}"#, #"{"x1":null,"x2":0}"#, "/x2"),
    Case(#"{"additionalProperties":{"type":"null"}}"#, #"{"a":null,"b":0}"#, "/b"),
    Case(#"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#, "/b"),
    Case(#"{"dependentSchemas":{"a":{"properties":{"c":false}}}}"#, #"{"a":1,"c":1}"#, "/c"),
    Case(#"{"dependencies":{"a":["b"]}}"#, #"{"a":1}"#, "/b"),
    Case(#"{"properties":{"é":{"type":"null"}}}"#, "{\"e\u{301}\":1}", nil),
    Case(#"{"properties":{"a":{"type":"null"}}}"#, #"{"\u0061":1}"#, "/a"),
    Case(#"{"required":["a"],"properties":{"a":{}},"additionalProperties":false}"#, #"{"\u0061":1}"#, nil),

    Case(#"{"minItems":1,"maxItems":2}"#, "[]", ""),
    Case(#"{"minItems":1,"maxItems":2}"#, "[1,2,3]", ""),
    Case(#"{"prefixItems":[{"type":"null"}],"items":false}"#, "[null,1]", "/1"),
    Case(#"{"uniqueItems":true}"#, #"[{"a":1,"b":2},{"b":2.0,"a":10e-1}]"#, "/1"),
    Case(#"{"uniqueItems":true}"#, #"[1,"1",[1],{"a":1},true,null]"#, nil),
    Case(#"{"contains":{"type":"null"}}"#, "[1]", ""),
    Case(#"{"contains":{"type":"null"},"maxContains":1}"#, "[null,null]", ""),
    Case(#"{"contains":{"type":"null"},"minContains":0}"#, "[1]", nil),

    Case(#"{"allOf":[{"type":"object"},{"properties":{"a":false}}]}"#, #"{"a":1}"#, "/a"),
    Case(#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "1", ""),
    Case(#"{"properties":{"x":{"oneOf":[{"minimum":1},{"maximum":1}]}}}"#, #"{"x":1}"#, "/x"),
    Case(#"{"not":{"type":"null"}}"#, "null", ""),
    Case(#"{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}"#, #"{"a":1}"#, "/b"),
    Case(#"{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}"#, "{}", "/c"),
    Case(#"{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}"#, #"{"a":1,"b":1}"#, "/b"),
    Case(#"{"properties":{"a":{}},"allOf":[{"unevaluatedProperties":false}]}"#, #"{"a":1}"#, "/a"),
    Case(#"{"anyOf":[{"prefixItems":[{}]},{"prefixItems":[{},{}]}],"unevaluatedItems":false}"#, "[1,2,3]", "/2"),
    Case("false", "1", ""),
  ]

  @Test(arguments: cases) func isFoundWhereTheSchemaIsBroken(_ test: Case) throws {
    let schema = try JSONSchema(compiling: try JSONValue.parse(test.schema))
    let violation = schema.violation(in: try JSONValue.parse(test.value))
    #expect(violation?.path == test.path)
    if let violation { #expect(!violation.message.isEmpty) }
  }

  @Test func tellsWhatIsAllowed() throws {
    let schema = try JSONSchema(compiling: ["type": ["string", "null"]])
    #expect(schema.violation(in: 7)?.message == "must be null or string")
    let choice = try JSONSchema(compiling: ["enum": ["a", 1]])
    #expect(choice.violation(in: "b")?.message == #"must be one of "a", 1"#)
    let bound = try JSONSchema(compiling: ["minimum": 1.5, "multipleOf": 0.5])
    #expect(bound.violation(in: 1)?.message == "must be at least 1.5")
    #expect(bound.violation(in: 1.75)?.message == "must be a multiple of 0.5")
  }

  @Test func tellsWhyNoAlternativeFits() throws {
    let schema = try JSONSchema(
      compiling: ["anyOf": [["type": "null"], ["required": ["a"], "properties": ["a": ["anyOf": [false, false]]]]]])
    #expect(
      schema.violation(in: [:])?.message == "matches none of the alternatives: must be null; or: /a is required")
    #expect(
      schema.violation(in: ["a": 1])?.message
        == "matches none of the alternatives: must be null; or: /a matches none of the alternatives")
  }

  @Test func keepsMessagesShort() throws {
    let choices = (0..<1_000).map { "\"choice \($0)\"" }.joined(separator: ",")
    let schema = try JSONSchema(compiling: try JSONValue.parse(#"{"enum":[\#(choices)]}"#))
    let message = try #require(schema.violation(in: 1)?.message)
    #expect(message.hasSuffix(#", "choice 19" or 980 others"#))
    let constant = try JSONSchema(compiling: ["const": .init(stringLiteral: String(repeating: "x", count: 10_000))])
    #expect(constant.violation(in: 1).map { $0.message.utf8.count < 200 } == true)
  }

  @Test func namesThePlaceInsideTheValueThatWasChecked() throws {
    let message = try JSONValue.parse(#"{"params":{"arguments":{"a":[0,{"b":1}]}}}"#)
    let schema = try JSONSchema(compiling: ["properties": ["a": ["items": ["properties": ["b": ["type": "null"]]]]]])
    #expect(schema.violation(in: try #require(message["params"]?["arguments"]))?.path == "/a/1/b")
  }
}
