internal import JSON
package import MCPEngine
internal import MCPModel

/// Handlers of every kind that can ask the client, each by a `QuestionScript`.
package enum TestQuestions {
  package static func add(to server: MCPServer, _ probe: Probe) throws(RegistrationError) {
    let properties: JSONValue = [
      "script": ["type": "string"], "catch": ["type": "boolean"], "timeout": ["type": "integer"],
      "padding": ["type": "number"],
    ]
    for name in ["ask", "ask-too"] {
      try server.add(Tool(name: name, inputSchema: ["type": "object", "properties": properties])) { call in
        let script = call.arguments["script"]?.string ?? ""
        probe.started.put(script)
        do {
          return .text(
            try await QuestionScript.run(
              script, call.context, probe, timeout: call.arguments["timeout"]?.int.map { .milliseconds($0) }))
        } catch let error as ClientInputError where call.arguments["catch"]?.bool == true {
          probe.stopped.put("\(error.code)")
          return .text("caught \(error.code)")
        }
      }
    }
    let argument = PromptArgument(name: "script", isRequired: true)
    try server.add(Prompt(name: "ask", arguments: [argument])) { call in
      PromptResult(messages: [
        .user(try await QuestionScript.run(call.arguments["script"] ?? "", call.context, probe))
      ])
    }
    for script in ["form:a", "form:a;model:b"] {
      try server.add(Resource(uri: "ask://\(script)", name: script)) { request in
        [
          ResourceContents(
            uri: request.uri, body: .text(try await QuestionScript.run(script, request.context, probe)))
        ]
      }
    }
  }
}
