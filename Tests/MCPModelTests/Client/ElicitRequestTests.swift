import JSON
import MCPModel
import Testing

@Suite struct ElicitRequestTests {
  private static func schema(
    _ kind: ElicitationSchema.Kind, _ revision: ProtocolRevision
  ) throws -> JSONValue? {
    let form = ElicitationSchema([.init("f", kind, isRequired: true)])
    let params = try InputRequest.elicitation(.form(message: "M", schema: form)).params(for: revision)
    #expect(params?["requestedSchema"]?["required"] == ["f"])
    return params?["requestedSchema"]?["properties"]?["f"]
  }

  private static let titled: [ElicitationSchema.Option] = [.init("a", title: "A"), .init("b")]

  @Test(arguments: [ProtocolRevision.v2025_11_25, .v2026_07_28])
  func hasEveryKindOfField(_ revision: ProtocolRevision) throws {
    #expect(
      try Self.schema(.string(minLength: 1, maxLength: 9, format: .dateTime, default: "d"), revision)
        == ["type": "string", "minLength": 1, "maxLength": 9, "format": "date-time", "default": "d"])
    #expect(
      try Self.schema(.integer(minimum: 1, maximum: 9, default: 3), revision)
        == ["type": "integer", "minimum": 1, "maximum": 9, "default": 3])
    #expect(
      try Self.schema(.number(minimum: 0.5, maximum: 9.5, default: 95.5), revision)
        == ["type": "number", "minimum": 0.5, "maximum": 9.5, "default": 95.5])
    #expect(try Self.schema(.boolean(default: false), revision) == ["type": "boolean", "default": false])
    #expect(
      try Self.schema(.singleSelect(["a", "b"], default: "b"), revision)
        == ["type": "string", "enum": ["a", "b"], "default": "b"])
    #expect(
      try Self.schema(.singleSelect(Self.titled, default: "b"), revision) == [
        "type": "string", "oneOf": [["const": "a", "title": "A"], ["const": "b", "title": "b"]], "default": "b",
      ])
    #expect(
      try Self.schema(.legacySelect(Self.titled, default: "b"), revision)
        == ["type": "string", "enum": ["a", "b"], "enumNames": ["A", "b"], "default": "b"])
    #expect(
      try Self.schema(.multiSelect(["a", "b"], minItems: 1, maxItems: 2, default: ["a"]), revision) == [
        "type": "array", "minItems": 1, "maxItems": 2, "items": ["type": "string", "enum": ["a", "b"]],
        "default": ["a"],
      ])
    #expect(
      try Self.schema(.multiSelect(Self.titled), revision)
        == ["type": "array", "items": ["anyOf": [["const": "a", "title": "A"], ["const": "b", "title": "b"]]]])
  }

  /// 2025-06-18 has defaults only for truth values, and titles only as `enumNames`.
  @Test func hasWhatTheFirstRevisionWithFormsKnows() throws {
    let revision = ProtocolRevision.v2025_06_18
    #expect(try Self.schema(.string(minLength: 1, default: "d"), revision) == ["type": "string", "minLength": 1])
    #expect(try Self.schema(.integer(minimum: 1, default: 3), revision) == ["type": "integer", "minimum": 1])
    #expect(try Self.schema(.number(maximum: 1.5, default: 1), revision) == ["type": "number", "maximum": 1.5])
    #expect(try Self.schema(.boolean(default: true), revision) == ["type": "boolean", "default": true])
    #expect(try Self.schema(.singleSelect(["a"], default: "a"), revision) == ["type": "string", "enum": ["a"]])
    for kind in [ElicitationSchema.Kind.singleSelect(Self.titled, default: "a"), .legacySelect(Self.titled)] {
      #expect(
        try Self.schema(kind, revision) == ["type": "string", "enum": ["a", "b"], "enumNames": ["A", "b"]])
    }
  }

  @Test func keepsTheOrderOfTheFields() throws {
    let form = ElicitationSchema(["z", "a", "m"].map { .init($0, .boolean(), title: "T", description: "D") })
    let params = try InputRequest.elicitation(.form(message: "M", schema: form)).params(for: .v2026_07_28)
    let properties = params?["requestedSchema"]?["properties"]
    #expect(properties?.members.map(\.key.string) == ["z", "a", "m"])
    #expect(properties?["z"] == ["type": "boolean", "title": "T", "description": "D"])
    #expect(params?["requestedSchema"]?["required"] == nil)
  }

  @Test(arguments: [
    (InputRequest.elicitation(.form(message: "M", schema: .init([]))), ProtocolRevision.v2025_03_26),
    (.elicitation(.form(message: "M", schema: .init([.init("f", .multiSelect(["a"]))]))), .v2025_06_18),
    (.elicitation(.url(message: "M", url: "https://example.com/", elicitationID: "e")), .v2025_06_18),
    (.elicitation(.form(message: "M", schema: .init([.init("f", .boolean()), .init("f", .boolean())]))), .v2026_07_28),
    (.sampling(.init(messages: [.user("x")], maxTokens: 1, tools: [Tool(name: "t")])), .v2025_06_18),
    (
      .sampling(
        .init(
          messages: [.init(role: .user, content: [.init(.toolUse(id: "1", name: "t", input: [:]))])], maxTokens: 1)),
      .v2025_06_18
    ),
  ])
  func isRefusedWhereThereAreNoWordsForIt(_ request: InputRequest, _ revision: ProtocolRevision) {
    let error = #expect(throws: MCPError.self) { try request.params(for: revision) }
    #expect(error?.code == .internalError && error?.message.isEmpty == false)
  }
}
