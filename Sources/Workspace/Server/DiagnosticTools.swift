internal import JSON
internal import MCPEngine
internal import MCPModel

/// Tools that show whether a connection works: one that answers at once, and one that takes its time.
enum DiagnosticTools {
  static let registrations = [echo, wait]

  private static let echo = ToolRegistration(
    Tool(
      name: "echo",
      title: "Echo",
      description: "Returns the text it was given.",
      inputSchema: [
        "type": "object",
        "properties": ["text": ["type": "string", "description": "What to return."]],
        "required": ["text"],
        "additionalProperties": false,
      ],
      outputSchema: [
        "type": "object",
        "properties": ["text": ["type": "string"]],
        "required": ["text"],
      ],
      annotations: Tool.Annotations(readOnlyHint: true, idempotentHint: true, openWorldHint: false)),
    .immediate { call in
      ToolResult(
        content: [.text(call.arguments.text("text") ?? "")], structuredContent: call.arguments)
    })


  private static let wait = ToolRegistration(
    Tool(
      name: "wait",
      title: "Wait",
      description: "Waits, reporting progress ten times, and ends early when it is cancelled.",
      inputSchema: [
        "type": "object",
        "properties": [
          "milliseconds": ["type": "integer", "minimum": 0, "maximum": 3_600_000, "description": "How long."]
        ],
        "required": ["milliseconds"],
        "additionalProperties": false,
      ],
      outputSchema: [
        "type": "object",
        "properties": ["milliseconds": ["type": "integer"]],
        "required": ["milliseconds"],
      ],
      annotations: Tool.Annotations(readOnlyHint: true, idempotentHint: true, openWorldHint: false)),
    .async { call in
      let milliseconds = call.arguments["milliseconds"]?.int ?? 0
      let start = ContinuousClock.now
      let steps: Int64 = 10
      for step in 1...steps {
        try await Task.sleep(until: start + .milliseconds(milliseconds * step / steps), clock: .continuous)
        await call.context.reportProgress(
          Double(step), total: Double(steps), message: "\(step * 100 / steps)% of the wait is over")
      }
      return ToolResult(
        content: [.text("Waited \(milliseconds) ms")],
        structuredContent: ["milliseconds": .init(integerLiteral: milliseconds)])
    })
}
