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
  }
}
