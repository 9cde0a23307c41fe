import JSON
import JSONSchema
import Testing

/// `$ref` leads into the schema itself, the metaschemas, and given documents; nothing is ever fetched.
@Suite struct ReferenceTests {
  private func isValid(
    _ value: JSONValue, _ schema: JSONValue, _ documents: [String: JSONValue] = [:]
  ) throws -> Bool {
    try JSONSchema(compiling: schema, documents: documents).violation(in: value) == nil
  }

  @Test(arguments: [
    "http://example.com/schema.json", "other.json", "#/$defs/missing", "#missing", "#/allOf/1", "#/allOf/x", "#/%zz",
    "https://json-schema.org/draft/2019-09/schema",
  ])
  func thatLeadsNowhereIsRefused(reference: String) throws {
    let error = #expect(throws: JSONSchemaError.self) {
      try JSONSchema(compiling: [
        "$defs": ["a": [:]], "allOf": [true], "items": ["$ref": .init(stringLiteral: reference)],
      ])
    }
    #expect(error?.code == .unresolvedReference)
    #expect(error?.path == "/items")
    #expect(error?.message.contains(reference) == true)
  }

  @Test(arguments: [
    "#/$defs/a", "#a", "http://a/b#a", "/b#/$defs/a", "b#/$defs/a", "./c/../b#a", "//a/b#a", "#/%24defs/a",
  ])
  func toTheSchemaItselfMayBeWrittenInManyWays(reference: String) throws {
    let schema: JSONValue = [
      "$id": "http://a/b", "$defs": ["a": ["$anchor": "a", "type": "string"]],
      "items": ["$ref": .init(stringLiteral: reference)],
    ]
    #expect(try isValid(["x"], schema))
    #expect(try !isValid([1], schema))
  }

  @Test func namesInPointersAreUnescaped() throws {
    let schema: JSONValue = ["$ref": "#/$defs/a~1b~0c%25", "$defs": ["a/b~c%": ["type": "string"]]]
    #expect(try isValid("x", schema))
    #expect(try !isValid(1, schema))
  }

  @Test func toGivenDocumentsIsFollowed() throws {
    let documents: [String: JSONValue] = [
      "http://a/list": ["type": "array", "items": ["$ref": "item#/$defs/item"]],
      "http://a/item": ["$defs": ["item": ["type": "integer"]]],
    ]
    #expect(try isValid([1, 2], ["$ref": "http://a/list"], documents))
    #expect(try !isValid([1, "2"], ["$ref": "http://a/list"], documents))
  }

  @Test(arguments: ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"])
  func toTheMetaschemasChecksSchemas(dialect: String) throws {
    let schema = try JSONSchema(compiling: [
      "$schema": .init(stringLiteral: dialect), "$ref": .init(stringLiteral: dialect),
    ])
    #expect(schema.violation(in: ["type": "object", "properties": ["a": ["minLength": 1]]]) == nil)
    #expect(schema.violation(in: true) == nil)
    #expect(schema.violation(in: 1) != nil)
    #expect(schema.violation(in: ["properties": ["a": ["minLength": -1]]])?.path == "/properties/a/minLength")
    #expect(schema.violation(in: ["not": ["type": "text"]])?.path == "/not/type")
  }

  @Test func recursionFollowsTheValue() throws {
    let schema = try JSONSchema(
      compiling: [
        "$ref": "#/$defs/node",
        "$defs": [
          "node": [
            "type": "object", "required": ["value"],
            "properties": ["children": ["type": "array", "items": ["$ref": "#/$defs/node"]]],
          ]
        ],
      ])
    #expect(schema.violation(in: ["value": 1, "children": [["value": 2, "children": []]]]) == nil)
    #expect(
      schema.violation(in: ["value": 1, "children": [["value": 2, "children": [[:]]]]])?.path
        == "/children/0/children/0/value")
  }

  @Test func draft7IgnoresWhatStandsBesideAReference() throws {
    let schema: JSONValue = [
      "$schema": "http://json-schema.org/draft-07/schema#", "definitions": ["a": ["type": "string"]],
      "properties": ["x": ["$ref": "#/definitions/a", "minLength": 5]],
    ]
    #expect(try isValid(["x": "abc"], schema))
    #expect(try !isValid(["x": 1], schema))
  }

  @Test func in2020WhatStandsBesideAReferenceCounts() throws {
    let schema: JSONValue = ["$defs": ["a": ["type": "string"]], "$ref": "#/$defs/a", "minLength": 5]
    #expect(try !isValid("abc", schema))
  }
}
