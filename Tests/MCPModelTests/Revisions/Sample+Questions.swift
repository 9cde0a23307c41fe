import JSON
import MCPModel
import Testing

/// What a server asks of a client, with everything that it can have.
extension Sample {
  static let questions: [Sample] = [
    Sample(
      "ElicitRequest", in: .from(.v2025_06_18),
      [
        ("params/message", .always), ("params/requestedSchema/type", .always),
        ("params/requestedSchema/properties", .always), ("params/requestedSchema/required", .always),
        ("params/mode", .from(.v2025_11_25)),
      ] + requestMembers
    ) { revision in
      try request(.elicitation(.form(message: "M", schema: form(revision))), revision)
    },
    Sample(
      "ElicitRequest", in: .from(.v2025_11_25),
      [
        ("params/mode", .always), ("params/message", .always), ("params/url", .always),
        ("params/elicitationId", .only(.v2025_11_25)),
      ] + requestMembers
    ) { try request(.elicitation(.url(message: "M", url: "https://example.com/", elicitationID: "e")), $0) },
    Sample("CreateMessageRequest", samplingMembers + requestMembers) { try request(.sampling(sampling), $0) },
    Sample(
      "CreateMessageRequest", in: .from(.v2025_11_25),
      [
        "params/messages/role", "params/messages/content/type", "params/messages/content/id",
        "params/messages/content/name", "params/messages/content/input", "params/messages/content/_meta",
        "params/messages/content/toolUseId", "params/messages/content/content/type",
        "params/messages/content/content/text", "params/messages/content/structuredContent",
        "params/messages/content/isError", "params/messages/_meta", "params/maxTokens", "params/tools/name",
        "params/tools/inputSchema", "params/toolChoice/mode",
      ].map { ($0, .always) } + requestMembers
    ) { try request(.sampling(toolLoop), $0) },
    Sample("ListRootsRequest", requestMembers) { try request(.roots, $0) },
  ]

  /// Every kind of field that the revision can express.
  static func form(_ revision: ProtocolRevision) -> ElicitationSchema {
    let options: [ElicitationSchema.Option] = [.init("a", title: "A"), "b"]
    var form = ElicitationSchema([
      .init("text", .string(minLength: 1, maxLength: 9, format: .email, default: "x"), title: "T", description: "D"),
      .init("date", .string(format: .dateTime), isRequired: true),
      .init("integer", .integer(minimum: 0, maximum: 9, default: 3)),
      .init("number", .number(minimum: 0.5, maximum: 9.5, default: 3.5)),
      .init("boolean", .boolean(default: true)),
      .init("untitled", .singleSelect(["a", "b"], default: "b")),
      .init("titled", .singleSelect(options, default: "a")),
      .init("legacy", .legacySelect(options, default: "a")),
    ])
    if revision >= .v2025_11_25 {
      form.fields.append(.init("several", .multiSelect(["a", "b"], minItems: 1, maxItems: 2, default: ["a"])))
      form.fields.append(.init("titles", .multiSelect(options)))
    }
    return form
  }

  private static let sampling = CreateMessageRequest(
    messages: [
      SamplingMessage(
        role: .user,
        content: [
          SamplingContent(.text("x"), annotations: annotations, meta: meta),
          SamplingContent(.image(data: "AA==", mimeType: "image/png")),
          SamplingContent(.audio(data: "AA==", mimeType: "audio/wav")),
        ], meta: meta)
    ], maxTokens: 100, systemPrompt: "S",
    modelPreferences: ModelPreferences(
      hints: ["sonnet"], costPriority: 0, speedPriority: 0.5, intelligencePriority: 1),
    includeContext: .thisServer, temperature: 0.5, stopSequences: ["."], metadata: ["a": 1])

  private static let samplingMembers: [(String, Span)] =
    [
      ("params/messages/role", .always), ("params/messages/_meta", .from(.v2025_11_25)),
      ("params/messages/content/type", .always), ("params/messages/content/text", .always),
      ("params/messages/content/data", .always), ("params/messages/content/mimeType", .always),
      ("params/messages/content/_meta", .from(.v2025_06_18)), ("params/maxTokens", .always),
      ("params/systemPrompt", .always), ("params/modelPreferences/hints/name", .always),
      ("params/modelPreferences/costPriority", .always), ("params/modelPreferences/speedPriority", .always),
      ("params/modelPreferences/intelligencePriority", .always), ("params/includeContext", .always),
      ("params/temperature", .always), ("params/stopSequences", .always), ("params/metadata", .always),
    ] + annotationMembers.map { ("params/messages/content/" + $0.0, $0.1) }

  private static let toolLoop = CreateMessageRequest(
    messages: [
      .init(
        role: .assistant,
        content: [.init(.toolUse(id: "1", name: "t", input: ["a": 1]), annotations: annotations, meta: meta)]),
      .init(
        role: .user,
        content: [
          .init(
            .toolResult(
              toolUseID: "1", ToolResult(content: [.text("x")], structuredContent: ["a": 1], isError: true, meta: meta))
          )
        ], meta: meta),
    ], maxTokens: 100, tools: [Tool(name: "t", inputSchema: ["type": "object"])], toolChoice: .required)

  /// The request as the revision carries it: as a request of JSON-RPC, which the schema of 2025-11-25 insists on, or as
  /// an entry of `inputRequests`.
  private static func request(_ request: InputRequest, _ revision: ProtocolRevision) throws -> JSONValue {
    let params = try request.params(for: revision)
    return object { builder in
      if revision == .v2025_11_25 {
        builder.member("jsonrpc", "2.0")
        builder.member("id", Int64(1))
      }
      builder.member("method", request.method)
      builder.member("params", params)
    }
  }

  private static let requestMembers: [(String, Span)] = [
    ("method", .always), ("jsonrpc", .only(.v2025_11_25)), ("id", .only(.v2025_11_25)),
  ]
}
