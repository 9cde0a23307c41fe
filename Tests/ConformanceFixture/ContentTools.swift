import JSON
import MCPEngine
import MCPModel

/// Tools that show each kind of content.
enum ContentTools {
  static func add(to server: MCPServer) throws {
    try server.add(Tool(name: "test_simple_text", description: "Gives a text.")) { _ in
      .text("This is a simple text response for testing.")
    }
    try server.add(Tool(name: "test_image_content", description: "Gives an image.")) { _ in
      ToolResult(content: [.image(base64: Samples.png, mimeType: "image/png")])
    }
    try server.add(Tool(name: "test_audio_content", description: "Gives a sound.")) { _ in
      ToolResult(content: [.audio(base64: Samples.wav, mimeType: "audio/wav")])
    }
    try server.add(Tool(name: "test_embedded_resource", description: "Gives a resource with its contents.")) { _ in
      ToolResult(content: [.resource(Samples.embedded)])
    }
    try server.add(Tool(name: "test_multiple_content_types", description: "Gives a text, an image and a resource.")) {
      _ in
      ToolResult(content: [
        .text("Multiple content types test:"), .image(base64: Samples.png, mimeType: "image/png"),
        .resource(Samples.embedded),
      ])
    }
    try server.add(Tool(name: "test_error_handling", description: "Fails.")) { _ in
      throw ToolFailure("This tool intentionally returns an error for testing")
    }
    try server.add(
      Tool(
        name: "json_schema_2020_12_tool", description: "Tool with JSON Schema 2020-12 features",
        inputSchema: Samples.schema2020)
    ) { call in
      .text("JSON Schema 2020-12 tool called with: \(call.arguments)")
    }
    try server.add(
      Tool(
        name: "test_x_mcp_header", description: "Takes an argument that HTTP clients repeat in a header.",
        inputSchema: [
          "type": "object", "properties": ["region": ["type": "string", "x-mcp-header": "Region"]],
        ])
    ) { call in
      .text("Region: \(call.arguments["region"]?.string ?? "none")")
    }
  }
}
