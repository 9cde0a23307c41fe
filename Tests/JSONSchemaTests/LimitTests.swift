import JSON
import JSONSchema
import Testing

/// Schemas and values that are made to exhaust the process end with an error or a violation that says so.
@Suite struct LimitTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONValue.parse(text, limits: JSONLimits(maximumDepth: 512))
  }

  private func nested(_ depth: Int, _ open: String, _ inner: String, _ close: String) throws -> JSONValue {
    try parse(String(repeating: open, count: depth) + inner + String(repeating: close, count: depth))
  }

  @Test func aValueNestedTooDeeplyForItsSchemaIsAViolation() throws {
    let schema = try JSONSchema(compiling: ["items": ["$ref": "#"]])
    #expect(schema.violation(in: try nested(200, "[", "1", "]")) == nil)
    let violation = schema.violation(in: try nested(300, "[", "1", "]"))
    #expect(violation?.message.contains("too deep") == true)
    #expect(violation?.path.hasPrefix("/0/0/0/") == true)
  }

  @Test func theDeepestAllowedRecursionFitsTheStack() throws {
    let schema = try JSONSchema(
      compiling: [
        "$defs": ["any": ["anyOf": [["type": "string"], ["$ref": "#"]]]],
        "oneOf": [["type": "null"], ["properties": ["a": ["$ref": "#/$defs/any"]], "unevaluatedProperties": false]],
      ], limits: JSONSchemaLimits(maximumDepth: 1_024))
    #expect(schema.violation(in: try nested(200, #"{"a":"#, #""x""#, "}")) == nil)
    #expect(schema.violation(in: try nested(500, #"{"a":"#, #""x""#, "}"))?.message.contains("too deep") == true)
  }

  @Test func deeplyNestedSchemasCompile() throws {
    let schema = try JSONSchema(compiling: try nested(500, #"{"items":"#, "false", "}"))
    #expect(schema.violation(in: try nested(499, "[", "1", "]")) == nil)
    let branches = try JSONSchema(compiling: try nested(250, #"{"allOf":["#, "false", "]}"))
    #expect(branches.violation(in: 1)?.message == "is not allowed")
  }

  @Test func aLongChainOfReferencesCompilesAndIsRefusedOnlyInUse() throws {
    let links = (0..<5_000).map { ##""l\##($0)":{"$ref":"#/$defs/l\##($0 + 1)"}"## }.joined(separator: ",")
    let schema = try JSONSchema(compiling: try parse(##"{"$ref":"#/$defs/l0","$defs":{\##(links),"l5000":true}}"##))
    #expect(schema.violation(in: 1)?.message.contains("too deep") == true)
  }

  @Test(arguments: ["anyOf", "oneOf", "allOf"])
  func exponentialBranchesEnd(keyword: String) throws {
    let levels = (0..<40).map {
      ##""l\##($0)":{"\##(keyword)":[{"$ref":"#/$defs/l\##($0 + 1)"},{"$ref":"#/$defs/l\##($0 + 1)"}]}"##
    }.joined(separator: ",")
    let last = keyword == "allOf" ? "true" : "false"
    let schema = try JSONSchema(
      compiling: try parse(##"{"$ref":"#/$defs/l0","$defs":{\##(levels),"l40":\##(last)}}"##),
      limits: JSONSchemaLimits(maximumSteps: 100_000))
    #expect(schema.violation(in: 1)?.message.contains("too long") == true)
  }

  @Test func aStopIsNotTurnedIntoSuccess() throws {
    let costly: JSONValue = ["items": ["items": ["type": "null"]]]
    let value = try parse("[[" + Array(repeating: "null", count: 2_000).joined(separator: ",") + "]]")
    for schema in [["not": costly], ["anyOf": [costly, true]], ["if": costly, "else": true]] as [JSONValue] {
      let schema = try JSONSchema(compiling: schema, limits: JSONSchemaLimits(maximumSteps: 1_000))
      #expect(schema.violation(in: value)?.message.contains("too long") == true)
    }
    let contains = try JSONSchema(
      compiling: ["contains": costly, "minContains": 0], limits: JSONSchemaLimits(maximumSteps: 1_000))
    #expect(contains.violation(in: [value])?.message.contains("too long") == true)
  }

  @Test(arguments: [
    ("(a+)+$", String(repeating: "a", count: 40) + "b"),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", String(repeating: "a", count: 60)),
    // Quadratic and cubic, without many branches.
    ("[a]*[bc]", String(repeating: "a", count: 200_000)),
    ("[a]*[a]*[bc]", String(repeating: "a", count: 20_000)),
    ("(a*)\\1[bc]", String(repeating: "a", count: 20_000)),
    ("[a]{60000,}[bc]", String(repeating: "a", count: 500_000)),
    ("(?=[a]*[bc])x|[a]*[a]*d", String(repeating: "a", count: 50_000)),
    ("(?:a|b)*[cd]", String(repeating: "ab", count: 500_000)),
  ])
  func aCostlyPatternEnds(pattern: String, text: String) throws {
    let schema = try JSONSchema(
      compiling: ["not": ["pattern": .init(stringLiteral: pattern)]],
      limits: JSONSchemaLimits(maximumSteps: 2_000_000, maximumPatternMemoryBytes: 4 << 20))
    let violation = schema.violation(in: .init(stringLiteral: text))
    #expect(violation?.message == "takes too much time or memory to be matched with the pattern \(pattern)")
  }

  @Test(arguments: ["^[a-z]+$", "^(?:[a-z0-9+/]{4})*$", "^.*$", "z?$"])
  func anHonestPatternMayReadALongText(pattern: String) throws {
    let schema = try JSONSchema(compiling: ["pattern": .init(stringLiteral: pattern)])
    #expect(schema.violation(in: .init(stringLiteral: String(repeating: "abcd", count: 10_000))) == nil)
  }

  @Test func manyUniqueItemsTakeNoQuadraticTime() throws {
    let schema = try JSONSchema(compiling: ["uniqueItems": true])
    let items = (0..<50_000).map { "[\($0)]" }.joined(separator: ",")
    #expect(schema.violation(in: try parse("[\(items)]")) == nil)
    #expect(schema.violation(in: try parse("[\(items),[7.0]]"))?.path == "/50000")
    let few = try JSONSchema(compiling: ["uniqueItems": true], limits: JSONSchemaLimits(maximumSteps: 1_000))
    #expect(few.violation(in: try parse("[\(items)]"))?.message.contains("too long") == true)
  }

  /// A step has to stand for a bounded amount of work, however large a single token is.
  @Test(arguments: [
    #"{"type":"integer"}"#, #"{"maximum":0}"#, #"{"multipleOf":3}"#, #"{"const":0.5}"#,
    #"{"enum":[1,2,3,4,5,6,7,8,9]}"#,
  ])
  func hugeTokensCostWhatTheyTake(schema: String) throws {
    let branches = Array(repeating: schema, count: 100).joined(separator: ",")
    let schema = try JSONSchema(
      compiling: try parse(#"{"anyOf":[\#(branches)]}"#), limits: JSONSchemaLimits(maximumSteps: 100_000))
    let number = try parse(String(repeating: "1", count: 100_000) + ".5")
    #expect(schema.violation(in: number)?.message.contains("too long") == true)
    #expect(schema.violation(in: 0.25)?.message.contains("alternatives") == true)
  }

  @Test func namesCostWhatTheyTake() throws {
    let name = String(repeating: "n", count: 100_000)
    let branches = Array(repeating: #"{"properties":{"\#(name)":{"type":"null"}}}"#, count: 20).joined(separator: ",")
    let schema = try JSONSchema(
      compiling: try parse(#"{"anyOf":[\#(branches)]}"#), limits: JSONSchemaLimits(maximumSteps: 50_000))
    #expect(schema.violation(in: try parse(#"{"\#(name)":1}"#))?.message.contains("too long") == true)
  }

  @Test func manyDynamicNamesInManyResourcesAreRefused() throws {
    let resources = (0..<200).map {
      ##"{"$id":"r\##($0)","$dynamicRef":"#n\##($0)","$defs":{"d":{"$dynamicAnchor":"n\##($0)"}}}"##
    }.joined(separator: ",")
    let schema = try parse(#"{"$id":"http://a/","allOf":[\#(resources)]}"#)
    _ = try JSONSchema(compiling: schema)
    let error = #expect(throws: JSONSchemaError.self) {
      try JSONSchema(compiling: schema, limits: JSONSchemaLimits(maximumSteps: 10_000))
    }
    #expect(error?.code == .tooLarge)
  }

  @Test func dynamicReferencesThatNeverLeaveTheValueEnd() throws {
    let schema = try JSONSchema(
      compiling: [
        "$id": "http://a/root", "$dynamicAnchor": "x", "$ref": "inner",
        "$defs": [
          "inner": ["$id": "inner", "$dynamicAnchor": "x", "$defs": ["y": ["$dynamicRef": "#x"]], "$ref": "#/$defs/y"]
        ],
      ])
    #expect(schema.violation(in: 1)?.message.contains("too deep") == true)
  }

  @Test func schemasThatAreTooLargeAreRefused() throws {
    func code(_ schema: String, _ limits: JSONSchemaLimits) throws -> JSONSchemaError.Code? {
      let schema = try parse(schema)
      return #expect(throws: JSONSchemaError.self) { try JSONSchema(compiling: schema, limits: limits) }?.code
    }
    #expect(try code(#"{"allOf":[{},{},{}]}"#, JSONSchemaLimits(maximumSubschemas: 3)) == .tooLarge)
    #expect(try code(#"{"allOf":[true,true,true]}"#, JSONSchemaLimits(maximumSubschemas: 3)) == .tooLarge)
    #expect(
      try code(#"{"allOf":[{"pattern":"a"},{"pattern":"b"}]}"#, JSONSchemaLimits(maximumPatterns: 1)) == .tooLarge)
    #expect(try code(#"{"pattern":"aaaa"}"#, JSONSchemaLimits(maximumPatternBytes: 3)) == .tooLarge)
    #expect(try code(##"{"$ref":"#aaaa"}"##, JSONSchemaLimits(maximumReferenceBytes: 3)) == .tooLarge)
    #expect(try code(##"{"$id":"http://a/b"}"##, JSONSchemaLimits(maximumReferenceBytes: 3)) == .tooLarge)
    let references = (0..<100).map { ##"{"$ref":"#/allOf/\##($0 + 100)"}"## }.joined(separator: ",")
    let targets = Array(repeating: "true", count: 100).joined(separator: ",")
    #expect(
      try code(#"{"allOf":[\#(references),\#(targets)]}"#, JSONSchemaLimits(maximumSteps: 1_000)) == .tooLarge)
    #expect(try code(#"{"pattern":"((((a{99}){99}){99}){99})"}"#, .defaults) == .badPattern)
  }
}
