import JSON
import MCPEngine
import MCPModel

/// Tools that talk to the client while they run, or ask it something. What they ask a legacy client in a request, they
/// ask any other in a round trip.
enum ClientTools {
  static func add(to server: MCPServer) throws {
    try server.add(Tool(name: "test_tool_with_progress", description: "Reports progress.")) { call in
      for step in [0, 50, 100] {
        await call.context.reportProgress(Double(step), total: 100, message: "Completed step \(step) of 100")
      }
      return .text("Progress reported")
    }
    try server.add(
      Tool(name: "test_reconnection", description: "Lets go of the connection, and answers when the client is back.")
    ) { call in
      call.context.releaseConnection()
      return .text("The client came back")
    }
    for name in ["test_tool_with_logging", "test_logging_tool"] {
      try server.add(Tool(name: name, description: "Sends log messages.")) { call in
        for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
          await call.context.log(.info, .init(stringLiteral: message), logger: "conformance-fixture")
        }
        return .text("Log messages sent")
      }
    }
    try server.add(
      Tool(name: "test_sampling", description: "Asks the client's model.", inputSchema: text("prompt"))
    ) { call in
      let prompt = call.arguments["prompt"]?.string ?? ""
      let answer = try await call.context.sample(
        "completion", CreateMessageRequest(messages: [.user(prompt)], maxTokens: 100))
      return .text("LLM response: \(answer.text)")
    }
    try server.add(Tool(name: "test_missing_capability", description: "Needs a client that can sample.")) { call in
      let answer = try await call.context.sample(
        "needed", CreateMessageRequest(messages: [.user("Say something")], maxTokens: 10))
      return .text("LLM response: \(answer.text)")
    }
    try server.add(
      Tool(name: "test_elicitation", description: "Asks the user.", inputSchema: text("message"))
    ) { call in
      let form = ElicitationSchema([
        .init("username", .string(), description: "User's response", isRequired: true),
        .init("email", .string(format: .email), description: "User's email address", isRequired: true),
      ])
      return .text(
        said(
          try await call.context.elicit(
            "user", .form(message: call.arguments["message"]?.string ?? "", schema: form))))
    }
    try server.add(Tool(name: "test_streaming_elicitation", description: "Reports progress, then asks the user.")) {
      call in
      await call.context.reportProgress(50, total: 100)
      let form = ElicitationSchema([.init("confirm", .boolean())])
      return .text(said(try await call.context.elicit("confirm", .form(message: "Go on?", schema: form))))
    }
    try server.add(
      Tool(name: "test_elicitation_sep1034_defaults", description: "Asks with a default for each kind of field.")
    ) { call in
      let form = ElicitationSchema([
        .init("name", .string(default: "John Doe")),
        .init("age", .integer(default: 30)),
        .init("score", .number(default: 95.5)),
        .init("status", .singleSelect(["active", "inactive", "pending"], default: "active")),
        .init("verified", .boolean(default: true)),
      ])
      return .text(said(try await call.context.elicit("form", .form(message: "Please review", schema: form))))
    }
    try server.add(
      Tool(name: "test_elicitation_sep1330_enums", description: "Asks with each kind of choice.")
    ) { call in
      let plain: [ElicitationSchema.Option] = ["option1", "option2", "option3"]
      let titled: [ElicitationSchema.Option] = [
        .init("value1", title: "First Option"), .init("value2", title: "Second Option"),
        .init("value3", title: "Third Option"),
      ]
      let form = ElicitationSchema([
        .init("untitledSingle", .singleSelect(plain)),
        .init("titledSingle", .singleSelect(titled)),
        .init("legacyEnum", .legacySelect(titled)),
        .init("untitledMulti", .multiSelect(plain)),
        .init("titledMulti", .multiSelect(titled)),
      ])
      return .text(said(try await call.context.elicit("form", .form(message: "Please choose", schema: form))))
    }
  }

  static func said(_ result: ElicitResult) -> String {
    "User response: action=\(result.action.rawValue), content=\(result.content ?? [:])"
  }

  /// An object with one required text.
  static func text(_ name: String) -> JSONValue {
    ["type": "object", "properties": [name: ["type": "string"]], "required": [.init(stringLiteral: name)]]
  }
}
