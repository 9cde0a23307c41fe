import JSON
import MCPEngine
import MCPModel

/// Tools whose calls may become tasks.
enum TaskTools {
  static func add(to server: MCPServer) throws {
    try server.add(
      Tool(name: "greet", description: "Greets, always at once.", inputSchema: ClientTools.text("name"))
    ) { call in
      .text("Hello, \(call.arguments["name"]?.string ?? "")!")
    }
    try server.add(
      Tool(
        name: "slow_compute", description: "Computes for some seconds.",
        inputSchema: [
          "type": "object",
          "properties": ["seconds": ["type": "number", "minimum": 0, "maximum": 600], "label": ["type": "string"]],
        ], taskSupport: .optional)
    ) { call in
      let seconds = call.arguments["seconds"]?.double ?? 0
      try await Task.sleep(for: .seconds(seconds))
      return .text("Computed \(call.arguments["label"]?.string ?? "it") for \(seconds) seconds")
    }
    try server.add(
      Tool(name: "failing_job", description: "Fails, as a task only.", taskSupport: .required)
    ) { _ in
      throw ToolFailure("The job failed")
    }
    try server.add(
      Tool(name: "protocol_error_job", description: "Ends with a JSON-RPC error.", taskSupport: .optional)
    ) { _ in
      throw MCPError(.internalError, "The job broke")
    }
    try server.add(
      Tool(
        name: "confirm_delete", description: "Asks before it would delete.", inputSchema: ClientTools.text("filename"),
        taskSupport: .optional)
    ) { call in
      let name = call.arguments["filename"]?.string ?? ""
      let form = ElicitationSchema([.init("confirm", .boolean(), isRequired: true)])
      let answer = try await call.context.elicit("confirm", .form(message: "Delete \(name)?", schema: form))
      let agreed = answer.action == .accept && answer.content?["confirm"]?.bool == true
      return .text(agreed ? "Deleted \(name)" : "Kept \(name)")
    }
    try server.add(
      Tool(name: "multi_input", description: "Asks two things at once.", taskSupport: .optional)
    ) { call in
      let form = ElicitationSchema([.init("name", .string()), .init("confirm", .boolean())])
      let answers = try await call.context.ask([
        "first": .elicitation(.form(message: "The first question", schema: form)),
        "second": .elicitation(.form(message: "The second question", schema: form)),
      ])
      return .text("Answered: \(answers.keys.sorted().joined(separator: ", "))")
    }
    try server.add(
      ToolRegistration(
        Tool(name: "test_tool_with_task", description: "Asks for a name, and goes on as a task.", taskSupport: .optional),
        .async { call in
          let form = ElicitationSchema([.init("name", .string(), isRequired: true)])
          let answer = try await call.context.elicit(
            "user_name", .form(message: "What is your name?", schema: form))
          try await call.context.continueAsTask()
          return .text("Done for \(answer.content?["name"]?.string ?? "nobody")")
        }, becomesTask: .whenHandlerSays))
  }
}
