import MCPEngine
import MCPModel
import Synchronization

/// Tools that change what the server offers, so that whoever listens is told.
enum ChangeTools {
  static func add(to server: MCPServer) throws {
    let count = Counter()
    try server.add(Tool(name: "test_trigger_tool_change", description: "Adds a tool and removes it again.")) { _ in
      let name = "temporary_tool_\(count.next())"
      try server.add(Tool(name: name, description: "Is there for a moment.")) { _ in .text("Still there") }
      server.removeTool(name)
      return .text("Mutation triggered")
    }
    try server.add(Tool(name: "test_trigger_prompt_change", description: "Adds a prompt and removes it again.")) { _ in
      let name = "temporary_prompt_\(count.next())"
      try server.add(Prompt(name: name, description: "Is there for a moment.")) { _ in PromptResult(messages: []) }
      server.removePrompt(name)
      return .text("Mutation triggered")
    }
    try server.add(
      Tool(name: "test_trigger_resource_update", description: "Says that the watched resource has changed.")
    ) { _ in
      server.resourceUpdated("test://watched-resource")
      return .text("Update triggered")
    }
  }

  /// Names that no two calls share.
  private final class Counter: Sendable {
    private let last = Mutex(0)
    func next() -> Int {
      last.withLock { last in
        last += 1
        return last
      }
    }
  }
}
