import JSON
import Testing

@testable import JSONSchema

/// The short way through the schemas of most tools must come to the same as the interpreter.
@Suite struct PlainObjectTests {
  private func compile(_ text: String) throws -> JSONSchema { try JSONSchema(compiling: try JSONValue.parse(text)) }

  private static let schemas = [
    #"{"type":"object"}"#,
    #"{"type":"object","properties":{}}"#,
    #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["integer","null"],"description":"d"}}}"#,
    #"{"type":"object","properties":{"a":{},"bb":{"type":"number"},"":{"type":"array"}},"required":["a","c"]}"#,
    #"{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"object"}},"additionalProperties":false}"#,
    #"{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":true,"b":{"title":"t"}}}"#,
  ]

  private static let values: [String] = {
    let members = [
      #""a":"x""#, #""a":true"#, #""\u0061":1"#, #""b":1"#, #""b":1.0"#, #""b":1.5"#, #""b":null"#, #""b":{}"#,
      #""bb":-3"#, #""bb":"x""#, #""c":[]"#, #""":[]"#, #""":0"#,
    ]
    let pairs = members.flatMap { first in members.map { "{\(first),\($0)}" } }
    return ["null", "7", #""a""#, "[]", #"["a"]"#, "{}"] + members.map { "{\($0)}" } + pairs
  }()

  @Test(arguments: schemas)
  func saysWhatTheInterpreterSays(_ text: String) throws {
    let schema = try compile(text)
    let plainObject = try #require(schema.tables.plainObject)
    var accepted = 0
    for text in Self.values {
      // Pairs of one name are no JSON.
      guard let value = try? JSONValue.parse(text) else { continue }
      var interpreter = Validation(schema)
      let isValid = interpreter.check(SchemaProgram.root, value.view)
      #expect((schema.violation(in: value) == nil) == isValid, "\(text)")
      if plainObject.accepts(value.view) {
        #expect(isValid, "\(text)")
        accepted += 1
      }
      withExtendedLifetime(value) {}
    }
    #expect(accepted > 0)
  }

  @Test(arguments: [
    #"{}"#, #"{"properties":{"a":{"type":"string"}}}"#, #"{"type":["object","null"],"properties":{}}"#,
    #"{"type":"object","properties":{"a":{"type":"string","minLength":1}}}"#,
    ##"{"type":"object","properties":{"a":{"$ref":"#"}}}"##,
    #"{"type":"object","patternProperties":{"^x":{}},"properties":{}}"#,
    #"{"type":"object","properties":{},"additionalProperties":{"type":"string"}}"#,
    #"{"type":"object","properties":{"a":{}},"minProperties":1}"#,
    #"{"type":"object","properties":{"a":{}},"unevaluatedProperties":false}"#,
    #"{"type":"object","properties":{"a":false}}"#,
  ])
  func leavesEverythingElseToIt(_ text: String) throws {
    #expect(try compile(text).tables.plainObject == nil)
  }
}
