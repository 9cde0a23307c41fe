internal import JSON
package import MCPEngine
internal import MCPModel

/// Tools that do each thing a tool can do, so that a test can ask for it.
package enum TestTools {
  /// An error that is not for the eyes of a peer.
  private struct Secret: Error, CustomStringConvertible {
    let description = "the password is swordfish"
  }

  package static func registrations(_ probe: Probe) -> [ToolRegistration] {
    [
      ToolRegistration(
        Tool(
          name: "echo", title: "Echo", description: "Gives its text back.",
          inputSchema: object(["text": ["type": "string", "maxLength": 100_000]], required: ["text"]),
          outputSchema: object(["text": ["type": "string"]], required: ["text"]),
          annotations: Tool.Annotations(readOnlyHint: true, openWorldHint: false)),
        .immediate { call in
          probe.called()
          return ToolResult(content: [.text(call.arguments["text"]?.string ?? "")], structuredContent: call.arguments)
        }),
      ToolRegistration(
        Tool(name: "later", inputSchema: object(["text": ["type": "string"]], required: ["text"])),
        .async { call in
          probe.called()
          await Task.yield()
          return .text(call.arguments["text"]?.string ?? "")
        }),
      ToolRegistration(
        Tool(name: "block", inputSchema: object(["key": ["type": "string"]], required: ["key"])),
        .blocking { call in
          probe.called()
          let key = call.arguments["key"]?.string ?? ""
          probe.started.put(key)
          probe.unblocked.wait()
          return .text(key)
        }),
      ToolRegistration(
        Tool(
          name: "hold", description: "Ends when it is cancelled, or released.",
          inputSchema: object(["key": ["type": "string"]], required: ["key"])),
        .async { call in
          probe.called()
          let key = call.arguments["key"]?.string ?? ""
          probe.started.put(key)
          guard await probe.released.wait() != nil else {
            probe.stopped.put(key)
            throw CancellationError()
          }
          return .text(key)
        }),
      ToolRegistration(
        Tool(name: "steps", inputSchema: object(["count": ["type": "integer", "minimum": 0]], required: ["count"])),
        .async { call in
          probe.called()
          let count = call.arguments["count"]?.int ?? 0
          for step in stride(from: 1, through: count, by: 1) {
            await call.context.reportProgress(Double(step), total: Double(count), message: "step \(step)")
          }
          return .text("wanted: \(call.context.wantsProgress)")
        }),
      ToolRegistration(
        Tool(
          name: "fail",
          inputSchema: object(["how": ["type": "string", "enum": ["tool", "mcp", "other"]]], required: ["how"])),
        .immediate { call in
          probe.called()
          switch call.arguments["how"]?.string {
          case "tool": throw ToolFailure("there is no such thing")
          case "mcp": throw MCPError(MCPError.Code(rawValue: 1001), "Not today", data: ["until": "tomorrow"])
          default: throw Secret()
          }
        }),
      ToolRegistration(
        Tool(name: "big", inputSchema: object(["bytes": ["type": "integer", "minimum": 0]], required: ["bytes"])),
        .immediate { call in
          probe.called()
          return .text(String(repeating: "x", count: Int(call.arguments["bytes"]?.int ?? 0)))
        }),
      ToolRegistration(
        Tool(name: "precise", description: "Gives a number that no double is."),
        .immediate { _ in
          probe.called()
          return ToolResult(content: [], structuredContent: ["number": 9_007_199_254_740_993])
        }),
      ToolRegistration(
        Tool(name: "list", description: "Gives structured content that is no object."),
        .immediate { _ in
          probe.called()
          return .structured([1, 2])
        }),
    ]
  }

  private static func object(_ properties: JSONValue, required: JSONValue) -> JSONValue {
    ["type": "object", "properties": properties, "required": required, "additionalProperties": false]
  }
}
