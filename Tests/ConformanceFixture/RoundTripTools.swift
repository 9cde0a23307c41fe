import JSON
import MCPEngine
import MCPModel

/// Tools, and a prompt, that need one or more answers of the client, with the keys that the suite expects.
enum RoundTripTools {
  static func add(to server: MCPServer) throws {
    try server.add(tool("elicitation", "Asks for a name.")) { call in
      .text("Hello, \(try await ask(call.context, "user_name", "What is your name?", field: "name"))!")
    }
    try server.add(tool("sampling", "Asks the client's model.")) { call in
      let question = CreateMessageRequest(messages: [.user("What is the capital of France?")], maxTokens: 100)
      return .text(try await call.context.sample("capital_question", question).text)
    }
    try server.add(tool("list_roots", "Asks for the client's roots.")) { call in
      .text("Roots: \(try await call.context.roots("client_roots").map(\.uri).joined(separator: ", "))")
    }
    try server.add(tool("request_state", "Asks with a state.")) { call in
      _ = try await ask(call.context, "confirm", "Please confirm", field: "ok", .boolean())
      return .text("state-ok")
    }
    try server.add(tool("multiple_inputs", "Asks three things at once.")) { call in
      let answers = try await call.context.ask([
        "user_name": .elicitation(.form(message: "What is your name?", schema: form("name"))),
        "greeting": .sampling(CreateMessageRequest(messages: [.user("Generate a greeting")], maxTokens: 50)),
        "client_roots": .roots,
      ])
      return .text("Received: \(answers.keys.sorted().joined(separator: ", "))")
    }
    try server.add(tool("multi_round", "Asks twice.")) { call in
      let name = try await ask(call.context, "step1", "Step 1: What is your name?", field: "name")
      let color = try await ask(call.context, "step2", "Step 2: What is your favorite color?", field: "color")
      return .text("Multi-round complete for \(name) who likes \(color)")
    }
    try server.add(tool("tampered_state", "Asks with a state that must come back unchanged.")) { call in
      _ = try await ask(call.context, "confirm", "Please confirm", field: "ok", .boolean())
      return .text("integrity-ok: state verified")
    }
    try server.add(tool("capabilities", "Asks what the client can answer.")) { call in
      let questions: [String: InputRequest] = [
        "elicit_input": .elicitation(.form(message: "Elicitation input", schema: form("value"))),
        "sample_input": .sampling(CreateMessageRequest(messages: [.user("Sample request")], maxTokens: 50)),
      ].filter { call.context.canAsk($0.value) }
      guard !questions.isEmpty else { return .text("No supported capabilities declared") }
      let answers = try await call.context.ask(questions)
      return .text("capabilities-ok: received \(answers.keys.sorted().joined(separator: ","))")
    }
    try server.add(
      Prompt(name: "test_input_required_result_prompt", description: "Asks for what the prompt is about.")
    ) { call in
      let answer = try await ask(call.context, "user_context", "What context should the prompt use?", field: "context")
      return PromptResult(messages: [.user("Use this context: \(answer)")])
    }
  }

  private static func tool(_ name: String, _ description: String) -> Tool {
    Tool(name: "test_input_required_result_" + name, description: description)
  }

  private static func form(_ field: String, _ kind: ElicitationSchema.Kind = .string()) -> ElicitationSchema {
    ElicitationSchema([.init(field, kind, isRequired: true)])
  }

  /// What the user put into the one field of a form.
  private static func ask(
    _ context: RequestContext, _ key: String, _ message: String, field: String,
    _ kind: ElicitationSchema.Kind = .string()
  ) async throws -> String {
    let answer = try await context.elicit(key, .form(message: message, schema: form(field, kind)))
    return answer.content?[field].map { $0.string ?? $0.description } ?? answer.action.rawValue
  }
}
