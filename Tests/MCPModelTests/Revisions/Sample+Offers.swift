import JSON
import MCPModel

/// What a server offers, with everything that it can have.
extension Sample {
  static let icons = [Icon(src: "https://example.com/icon.png", mimeType: "image/png", sizes: ["48x48"], theme: .dark)]
  static let iconMembers: [(String, Span)] = ["src", "mimeType", "sizes", "theme"].map {
    ("icons/" + $0, .from(.v2025_11_25))
  }
  static let annotations = Annotations(
    audience: [.user, .assistant], priority: 0.5, lastModified: "2025-01-12T15:00:58Z")
  static let annotationMembers: [(String, Span)] = [
    ("annotations/audience", .always), ("annotations/priority", .always),
    ("annotations/lastModified", .from(.v2025_06_18)),
  ]
  static let meta: JSONValue = ["com.example/key": [1, "x"]]

  static let offers: [Sample] = [
    Sample(
      "Implementation",
      [
        ("name", .always), ("version", .always), ("title", .from(.v2025_06_18)), ("description", .from(.v2025_11_25)),
        ("websiteUrl", .from(.v2025_11_25)),
      ] + iconMembers
    ) {
      Implementation(
        name: "n", version: "1", title: "T", description: "D", websiteURL: "https://example.com", icons: icons
      ).json(for: $0)
    },
    Sample(
      "Tool",
      [
        ("name", .always), ("description", .always), ("inputSchema", .always), ("title", .from(.v2025_06_18)),
        ("outputSchema", .from(.v2025_06_18)), ("annotations/title", .from(.v2025_03_26)),
        ("annotations/readOnlyHint", .from(.v2025_03_26)), ("annotations/destructiveHint", .from(.v2025_03_26)),
        ("annotations/idempotentHint", .from(.v2025_03_26)), ("annotations/openWorldHint", .from(.v2025_03_26)),
        ("execution/taskSupport", .only(.v2025_11_25)), ("_meta", .from(.v2025_06_18)),
      ] + iconMembers
    ) { revision in written { tool.write(to: &$0, for: revision) } },
    Sample(
      "Prompt",
      [
        ("name", .always), ("description", .always), ("title", .from(.v2025_06_18)), ("arguments/name", .always),
        ("arguments/title", .from(.v2025_06_18)), ("arguments/description", .always), ("arguments/required", .always),
        ("_meta", .from(.v2025_06_18)),
      ] + iconMembers
    ) { revision in
      written {
        Prompt(
          name: "p", title: "P", description: "D",
          arguments: [PromptArgument(name: "a", title: "A", description: "D", isRequired: true)], icons: icons,
          meta: meta
        ).write(to: &$0, for: revision)
      }
    },
    Sample(
      "Resource",
      resourceMembers
    ) { revision in written { resource.write(to: &$0, for: revision) } },
    Sample(
      "ResourceTemplate",
      [
        ("uriTemplate", .always), ("name", .always), ("title", .from(.v2025_06_18)), ("description", .always),
        ("mimeType", .always), ("_meta", .from(.v2025_06_18)),
      ] + iconMembers + annotationMembers
    ) { revision in
      written {
        ResourceTemplate(
          uriTemplate: "test://{id}", name: "n", title: "T", description: "D", mimeType: "text/plain", icons: icons,
          annotations: annotations, meta: meta
        ).write(to: &$0, for: revision)
      }
    },
    Sample(
      "CompleteResult",
      [("completion/values", .always), ("completion/total", .always), ("completion/hasMore", .always)] + resultMembers
    ) {
      result($0) { Completion(["a", "b"], total: 7, hasMore: true).writeMembers(to: &$0) }
    },
    Sample(
      "Task", in: .only(.v2025_11_25),
      ["taskId", "status", "statusMessage", "createdAt", "lastUpdatedAt", "ttl", "pollInterval"].map { ($0, .always) }
    ) { revision in
      object {
        TaskState(
          id: "t", statusMessage: "M", createdAt: Timestamp(milliseconds: 0), ttl: .seconds(60),
          pollInterval: .seconds(5)
        ).writeMembers(to: &$0, for: revision)
      }
    },
  ]

  static let tool = Tool(
    name: "t", title: "T", description: "D", inputSchema: ["type": "object", "properties": ["a": ["type": "string"]]],
    outputSchema: ["type": "object"],
    annotations: Tool.Annotations(
      title: "A", readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false),
    taskSupport: .optional, icons: icons, meta: meta)

  static let resource = Resource(
    uri: "test://r", name: "r", title: "R", description: "D", mimeType: "text/plain", size: 7, icons: icons,
    annotations: annotations, meta: meta)
  static let resourceMembers: [(String, Span)] =
    [
      ("uri", .always), ("name", .always), ("title", .from(.v2025_06_18)), ("description", .always),
      ("mimeType", .always), ("size", .always), ("_meta", .from(.v2025_06_18)),
    ] + iconMembers + annotationMembers

  /// What the engine adds to every result, so that the schema takes it.
  static func result(_ revision: ProtocolRevision, _ body: (inout JSONBuilder) -> Void) -> JSONValue {
    object { builder in
      if revision.traits.contains(.resultType) { builder.member("resultType", "complete") }
      body(&builder)
    }
  }
  static let resultMembers: [(String, Span)] = [("resultType", .from(.v2026_07_28))]
}
