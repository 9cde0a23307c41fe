import JSON
import JSONSchema
import Testing

/// A schema that could not be checked in full is refused, rather than checked in part.
@Suite struct CompilationTests {
  @Test(
    arguments: [
      (#"{"pattern":"^a"}"#, "/pattern"), (##"{"$ref":"#/x"}"##, "/$ref"), (#"{"oneOf":[]}"#, "/oneOf"),
      (#"{"properties":{"a":{"const":1}}}"#, "/properties/a/const"),
      (#"{"items":{"uniqueItems":true}}"#, "/items/uniqueItems"),
      (#"{"additionalProperties":{}}"#, "/additionalProperties"), (#"{"type":"text"}"#, "/type"),
      (#"{"type":7}"#, "/type"), (#"{"type":["string",7]}"#, "/type"), ("true", ""), ("[]", ""),
      (#"{"items":true}"#, "/items"), (#"{"properties":{"a":7}}"#, "/properties/a"),
    ])
  func ofWhatIsNotSupportedFailsNamingThePlace(_ schema: String, _ path: String) throws {
    let schema = try JSONValue.parse(schema)
    let error = #expect(throws: JSONSchema.Unsupported.self) { try JSONSchema(compiling: schema) }
    #expect(error?.path == path)
    if !path.isEmpty { #expect(error?.description.hasPrefix(path) == true) }
  }

  @Test func passesOverWhatConstrainsNothing() throws {
    let schema = try JSONSchema(
      compiling: [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "T", "description": "D", "default": 1,
        "examples": [1], "format": "uri", "deprecated": true, "x-mcp-header": "name",
      ])
    #expect(schema.violation(in: [1, "x", nil]) == nil)
  }
}
