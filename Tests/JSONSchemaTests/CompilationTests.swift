import JSON
import JSONSchema
import Testing

/// What is wrong with a schema is said when it is compiled, with the place.
@Suite struct CompilationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let code: JSONSchemaError.Code
    let path: String
    var testDescription: String { schema }
    init(_ schema: String, _ path: String, _ code: JSONSchemaError.Code = .malformed) {
      self.schema = schema
      self.code = code
      self.path = path
    }
  }

  static let cases = [
    Case("[]", ""), Case("7", ""), Case(#""string""#, ""), Case("null", ""),
    Case(#"{"properties":{"a":7}}"#, "/properties/a"),
    Case(#"{"items":{"allOf":[true,"x"]}}"#, "/items/allOf/1"),
    Case(#"{"$defs":{"a/b":{"$anchor":7}}}"#, "/$defs/a~1b/$anchor"),

    Case(#"{"type":5}"#, "/type"), Case(#"{"type":"text"}"#, "/type"), Case(#"{"type":["string",7]}"#, "/type"),
    Case(#"{"type":[]}"#, "/type"), Case(#"{"enum":{}}"#, "/enum"),
    Case(#"{"minimum":"1"}"#, "/minimum"), Case(#"{"exclusiveMaximum":true}"#, "/exclusiveMaximum"),
    Case(#"{"multipleOf":0}"#, "/multipleOf"), Case(#"{"multipleOf":-1}"#, "/multipleOf"),
    Case(#"{"multipleOf":12345678901234567890123456789012345678}"#, "/multipleOf"),
    Case(#"{"minLength":-1}"#, "/minLength"), Case(#"{"maxLength":1.5}"#, "/maxLength"),
    Case(#"{"minItems":"1"}"#, "/minItems"), Case(#"{"maxProperties":null}"#, "/maxProperties"),
    Case(#"{"uniqueItems":1}"#, "/uniqueItems"), Case(#"{"required":"a"}"#, "/required"),
    Case(#"{"required":[1]}"#, "/required"), Case(#"{"pattern":1}"#, "/pattern"),
    Case(#"{"properties":[]}"#, "/properties"), Case(#"{"additionalProperties":"no"}"#, "/additionalProperties"),
    Case(#"{"items":[true]}"#, "/items"), Case(#"{"prefixItems":[]}"#, "/prefixItems"),
    Case(#"{"contains":true,"minContains":-1}"#, "/minContains"),
    Case(#"{"oneOf":{}}"#, "/oneOf"), Case(#"{"anyOf":[]}"#, "/anyOf"), Case(#"{"if":1}"#, "/if"),
    Case(#"{"if":true,"then":1}"#, "/then"),
    Case(#"{"dependentRequired":{"a":"b"}}"#, "/dependentRequired"),
    Case(#"{"dependentSchemas":{"a":["b"]}}"#, "/dependentSchemas/a"),
    Case(#"{"$ref":1}"#, "/$ref"), Case(#"{"$dynamicRef":1}"#, "/$dynamicRef"), Case(#"{"$id":1}"#, "/$id"),
    Case(#"{"$id":"http://a/b#c"}"#, "/$id"),
    Case(#"{"$defs":{"a":{"$id":"http://a/"},"b":{"$id":"http://a/"}}}"#, "/$defs/a/$id"),
    Case(#"{"$schema":1}"#, "/$schema"),

    Case(#"{"pattern":"("}"#, "/pattern", .badPattern),
    Case(#"{"patternProperties":{"[":true}}"#, "/patternProperties", .badPattern),
    Case(#"{"pattern":"\\C"}"#, "/pattern", .badPattern),

    Case(##"{"$ref":"#"}"##, "", .endlessReference),
    Case(##"{"properties":{"a":{"$ref":"#/properties/a"}}}"##, "/properties/a", .endlessReference),
    Case(##"{"allOf":[{"anyOf":[{"not":{"$ref":"#"}}]}]}"##, "", .endlessReference),
    Case(##"{"if":true,"then":{"oneOf":[{"$ref":"#"}]}}"##, "", .endlessReference),
    Case(##"{"dependentSchemas":{"a":{"$ref":"#"}}}"##, "", .endlessReference),
    Case(
      ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##, "/$defs/a",
      .endlessReference),
  ]

  @Test(arguments: cases) func failsNamingThePlace(_ test: Case) throws {
    let schema = try JSONValue.parse(test.schema)
    let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(compiling: schema) }
    #expect(error?.code == test.code)
    #expect(error?.path == test.path)
    if !test.path.isEmpty { #expect(error?.description.hasPrefix(test.path) == true) }
  }

  @Test func aMistakeInADocumentNamesTheDocument() {
    let error = #expect(throws: JSONSchemaError.self) {
      try JSONSchema(
        compiling: ["$ref": "http://a/b#/$defs/c"], documents: ["http://a/b": ["$defs": ["c": ["type": 5]]]])
    }
    #expect(error?.path == "http://a/b#/$defs/c/type")
  }

  @Test func whatNothingLeadsToIsNotCompiled() throws {
    _ = try JSONSchema(
      compiling: ["$defs": ["a": ["type": 5]], "x": ["type": 5]], documents: ["http://a/b": ["type": 5]])
  }

  @Test func annotationsAndUnknownKeywordsConstrainNothing() throws {
    let schema = try JSONSchema(
      compiling: [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "T", "description": "D", "default": 1,
        "examples": [1], "format": "uri", "contentEncoding": "base64", "contentMediaType": "image/png",
        "deprecated": true, "x-mcp-header": "name", "discriminator": ["propertyName": "kind"],
      ])
    #expect(schema.violation(in: [1, "x", nil]) == nil)
    #expect(schema.violation(in: "not a URI, not base64") == nil)
  }

  @Test func aSchemaInsideALargerDocumentHasPathsOfItsOwn() throws {
    let message = try JSONValue.parse(#"{"tool":{"inputSchema":{"properties":{"a":{"type":5}}}}}"#)
    let schema = try #require(message["tool"]?["inputSchema"])
    let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(compiling: schema) }
    #expect(error?.path == "/properties/a/type")
  }
}
