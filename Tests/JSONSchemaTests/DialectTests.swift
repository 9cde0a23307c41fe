import JSON
import JSONSchema
import Testing

@Suite struct DialectTests {
  @Test(arguments: [
    "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-06/schema", "http://json-schema.org/schema#", "https://example.com/mine",
  ])
  func thatIsUnknownIsRefusedByName(dialect: String) {
    let error = #expect(throws: JSONSchemaError.self) {
      try JSONSchema(compiling: ["$schema": .init(stringLiteral: dialect)])
    }
    #expect(error?.code == .unknownDialect)
    #expect(error?.path == "/$schema")
    #expect(error?.message.contains(dialect) == true)
  }

  @Test(
    arguments: [
      (nil, false), ("https://json-schema.org/draft/2020-12/schema", false),
      ("https://json-schema.org/draft/2020-12/schema#", false), ("http://json-schema.org/draft-07/schema#", true),
      ("http://json-schema.org/draft-07/schema", true), ("https://json-schema.org/draft-07/schema#", true),
    ] as [(String?, Bool)])
  func is2020UnlessDraft7IsNamed(dialect: String?, isDraft7: Bool) throws {
    // Keywords that only one of the two knows.
    let new = try JSONSchema(
      compiling: dialect.map { ["$schema": .init(stringLiteral: $0), "prefixItems": [false]] } ?? [
        "prefixItems": [false]
      ])
    #expect((new.violation(in: [1]) == nil) == isDraft7)
    guard let dialect, isDraft7 else { return }
    let old = try JSONSchema(compiling: [
      "$schema": .init(stringLiteral: dialect), "items": [true], "additionalItems": false,
    ])
    #expect(old.violation(in: [1, 2])?.path == "/1")
  }

  @Test func ofAGivenMetaschemaLeavesOutTheVocabulariesItDoesNotName() throws {
    let vocabulary = "https://json-schema.org/draft/2020-12/vocab/"
    let metaschema = try JSONValue.parse(
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
      "$vocabulary": {"\(vocabulary)core": true, "\(vocabulary)applicator": true, "http://a/unknown": false}}
      """)
    let schema = try JSONSchema(
      compiling: ["$schema": "http://a/meta", "properties": ["a": false, "b": ["type": "string"]]],
      documents: ["http://a/meta": metaschema])
    #expect(schema.violation(in: ["b": 1]) == nil)
    #expect(schema.violation(in: ["a": 1])?.path == "/a")
  }

  @Test(arguments: ["http://a/unknown", "https://json-schema.org/draft/2020-12/vocab/format-assertion"])
  func thatRequiresAnUnknownVocabularyIsRefused(vocabulary: String) throws {
    let metaschema = try JSONValue.parse(
      #"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {"\#(vocabulary)": true}}"#)
    let error = #expect(throws: JSONSchemaError.self) {
      try JSONSchema(compiling: ["$schema": "http://a/meta"], documents: ["http://a/meta": metaschema])
    }
    #expect(error?.code == .unknownDialect)
    #expect(error?.message.contains(vocabulary) == true)
  }

  @Test func ofAMetaschemaThatLeadsInACircleIsUnknown() {
    let error = #expect(throws: JSONSchemaError.self) {
      try JSONSchema(
        compiling: ["$schema": "http://a/1"],
        documents: ["http://a/1": ["$schema": "http://a/2"], "http://a/2": ["$schema": "http://a/1"]])
    }
    #expect(error?.code == .unknownDialect)
  }
}
