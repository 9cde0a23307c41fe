import JSON
import MCPModel

/// Content, with everything that it can have.
extension Sample {
  static let content: [Sample] = [
    Sample("TextContent", [("type", .always), ("text", .always)] + blockMembers) { block(.text("x"), $0) },
    Sample("ImageContent", [("type", .always), ("data", .always), ("mimeType", .always)] + blockMembers) {
      block(.image(data: "AA==", mimeType: "image/png"), $0)
    },
    Sample(
      "AudioContent", in: .from(.v2025_03_26),
      [("type", .always), ("data", .always), ("mimeType", .always)] + blockMembers
    ) { block(.audio(data: "AA==", mimeType: "audio/wav"), $0) },
    Sample("TextContent", in: .only(.v2024_11_05), [("type", .always), ("text", .always)] + blockMembers) {
      block(.audio(data: "AA==", mimeType: "audio/wav"), $0)
    },
    Sample("ResourceLink", in: .from(.v2025_06_18), [("type", .always)] + resourceMembers) {
      block(.resourceLink(resource), $0)
    },
    Sample("TextContent", in: .only(.v2025_03_26), [("type", .always), ("text", .always)] + blockMembers) {
      block(.resourceLink(resource), $0)
    },
    Sample(
      "EmbeddedResource",
      [
        ("type", .always), ("resource/uri", .always), ("resource/mimeType", .always), ("resource/text", .always),
        ("resource/_meta", .from(.v2025_06_18)),
      ] + blockMembers
    ) { block(.resource(ResourceContents(uri: "test://r", mimeType: "text/plain", body: .text("x"), meta: meta)), $0) },
    Sample(
      "BlobResourceContents",
      [("uri", .always), ("mimeType", .always), ("blob", .always), ("_meta", .from(.v2025_06_18))]
    ) { revision in
      written {
        ResourceContents(uri: "test://r", mimeType: "image/png", body: .blob([1, 2]), meta: meta)
          .write(to: &$0, for: revision)
      }
    },
    Sample(
      "CallToolResult",
      [
        ("content/type", .always), ("content/text", .always), ("structuredContent", .from(.v2025_06_18)),
        ("isError", .always),
      ] + resultMembers
    ) { revision in
      result(revision) {
        ToolResult(content: [.text("x")], structuredContent: ["a": 1], isError: true, meta: meta)
          .writeMembers(to: &$0, for: revision)
      }
    },
    Sample(
      "GetPromptResult",
      [
        ("description", .always), ("messages/role", .always), ("messages/content/type", .always),
        ("messages/content/text", .always),
      ] + resultMembers
    ) { revision in
      result(revision) {
        PromptResult(messages: [.user("x"), .assistant("y")], description: "D", meta: meta)
          .writeMembers(to: &$0, for: revision)
      }
    },
  ]

  private static let blockMembers: [(String, Span)] = annotationMembers + [("_meta", .from(.v2025_06_18))]

  private static func block(_ body: ContentBlock.Body, _ revision: ProtocolRevision) -> JSONValue {
    written { ContentBlock(body, annotations: annotations, meta: meta).write(to: &$0, for: revision) }
  }
}
