internal import JSON
package import MCPEngine
internal import MCPModel

/// Tools whose calls may be tasks, for `TestServer(only:)`.
package enum TaskTools {
  package static func add(to server: MCPServer, _ probe: Probe) throws(RegistrationError) {
    for registration in simple(probe) + asking + saying(probe) { try server.add(registration) }
  }

  private static func simple(_ probe: Probe) -> [ToolRegistration] {
    [
      ToolRegistration(
        Tool(name: "greet", description: "Is never a task.", inputSchema: text("name")),
        .immediate { call in .text("Hello, \(call.arguments["name"]?.string ?? "")!") }),
      ToolRegistration(
        Tool(
          name: "hold", description: "Ends when it is cancelled, or released.", inputSchema: text("key"),
          taskSupport: .optional),
        .async { call in
          let key = call.arguments["key"]?.string ?? ""
          probe.started.put(key)
          guard await probe.released.wait() != nil else {
            probe.stopped.put(key)
            throw CancellationError()
          }
          await call.context.reportProgress(1)
          return .text(key)
        }),
      ToolRegistration(
        Tool(name: "job", description: "Is always a task where there are tasks.", taskSupport: .required),
        .immediate { _ in .text("done") }),
      ToolRegistration(
        Tool(name: "block", taskSupport: .optional), .blocking { _ in .text("blocked") }),
      ToolRegistration(
        Tool(name: "fail", inputSchema: text("how"), taskSupport: .optional),
        .async { call in
          switch call.arguments["how"]?.string {
          case "tool": throw ToolFailure("there is no such thing")
          case "mcp": throw MCPError(MCPError.Code(rawValue: 1001), "Not today", data: ["until": "tomorrow"])
          default: throw CancellationError()
          }
        }),
    ]
  }

  /// Tools that ask their client.
  private static let asking = [
    ToolRegistration(
      Tool(name: "confirm", taskSupport: .optional),
      .async { call in .text(try await answer("name", call.context)) }),
    ToolRegistration(
      Tool(name: "two", description: "Asks two things at once.", taskSupport: .optional),
      .async { call in
        let answers = try await call.context.ask(["a": .elicitation(form), "b": .elicitation(form)])
        return .text("\(text(answers["a"])) \(text(answers["b"]))")
      }),
    ToolRegistration(
      Tool(name: "twice", description: "Asks one thing after the other.", taskSupport: .optional),
      .async { call in
        let first = try await answer("first", call.context)
        return .text("\(first) \(try await answer("second", call.context))")
      }),
    ToolRegistration(
      Tool(name: "again", description: "Asks with one key twice.", taskSupport: .optional),
      .async { call in
        _ = try await answer("name", call.context)
        return .text(try await answer("name", call.context))
      }),
    ToolRegistration(
      Tool(name: "hurry", description: "Does not wait for an answer.", taskSupport: .optional),
      .async { call in
        do throws(ClientInputError) {
          _ = try await call.context.elicit("name", form, timeout: .zero)
          return .text("answered")
        } catch {
          return .text("\(error.code)")
        }
      }),
  ]

  /// Tools whose calls become tasks when they say so.
  private static func saying(_ probe: Probe) -> [ToolRegistration] {
    [
      ToolRegistration(
        Tool(name: "ask_first", description: "Asks, and goes on as a task that asks.", taskSupport: .optional),
        .async { call in
          let name = try await answer("name", call.context)
          try await call.context.continueAsTask()
          // The task has keys of its own; where there is none, the same question has the same answer.
          let sure = try await answer("sure", call.context)
          return .text("\(name): \(sure)")
        },
        becomesTask: .whenHandlerSays),
      ToolRegistration(
        Tool(
          name: "maybe", description: "Becomes a task where its text is not empty.", inputSchema: text("key"),
          taskSupport: .optional),
        .async { call in
          let key = call.arguments["key"]?.string ?? ""
          probe.started.put(key)
          if !key.isEmpty {
            try await call.context.continueAsTask()
            try await call.context.continueAsTask()
          }
          return .text("maybe \(key)")
        },
        becomesTask: .whenHandlerSays),
      ToolRegistration(
        Tool(name: "stubborn", description: "Goes on where it should let an error through.", taskSupport: .optional),
        .async { call in
          do throws(ClientInputError) { _ = try await call.context.elicit("name", form) } catch {}
          try await call.context.continueAsTask()
          return .text("unasked")
        },
        becomesTask: .whenHandlerSays),
    ]
  }

  private static let form = ElicitRequest.form(
    message: "Who?", schema: ElicitationSchema([.init("answer", .string())]))

  private static func answer(_ key: String, _ context: RequestContext) async throws -> String {
    try await context.elicit(key, form)["answer"]?.string ?? "nobody"
  }

  private static func text(_ response: InputResponse?) -> String {
    guard case .elicitation(let result)? = response else { return "" }
    return result["answer"]?.string ?? "nobody"
  }

  private static func text(_ argument: String) -> JSONValue {
    let type: JSONValue = ["type": "string"]
    return [
      "type": "object", "properties": .object([(argument, type)]), "required": [.text(argument)],
      "additionalProperties": false,
    ]
  }
}
