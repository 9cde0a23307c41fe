internal import JSON
package import MCPEngine
internal import MCPModel

/// Tools that say something besides their result, or have a result that is not what they promised.
package enum TestMessages {
  package static func add(to server: MCPServer) throws(RegistrationError) {
    try server.add(Tool(name: "log", inputSchema: ["type": "object"])) { call in
      for level in LogLevel.allCases {
        await call.context.log(level, ["said": .text(level.rawValue)], logger: level == .alert ? nil : "test")
      }
      return .text(call.context.logLevel?.rawValue ?? "none")
    }
    for (name, result) in promises {
      let registration = ToolRegistration(
        Tool(
          name: name, inputSchema: ["type": "object"],
          outputSchema: [
            "type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"],
          ]),
        .immediate { _ in try result() })
      try server.add(registration)
    }
  }

  private static let promises: [(String, @Sendable () throws -> ToolResult)] = [
    ("keeps", { .structured(["n": 1]) }),
    ("breaks", { .structured(["n": "one"]) }),
    ("forgets", { .text("n is one") }),
    ("admits", { .failure("there is no n") }),
    ("gives up", { throw ToolFailure("n was not found") }),
  ]
}
