import JSON
import MCPModel
import TestSupport

extension Client {
  /// What a client declares that takes tasks, and answers what they ask.
  static let takesTasks: JSONValue = [
    "elicitation": ["form": [:]], "extensions": ["io.modelcontextprotocol/tasks": [:]],
  ]

  /// Calls a tool, which has to make a task of it.
  ///
  /// - Returns: the task, as its creation told it.
  func task(_ tool: String, _ arguments: JSONValue = [:], ttl: JSONValue? = nil) async throws -> JSONValue {
    var params = Self.tool(tool, arguments)
    if revision == .v2025_11_25 { params = params.with("task", .object(ttl.map { [("ttl", $0)] } ?? [])) }
    let answer = try await answer(to: try await send("tools/call", params))
    let task = revision == .v2025_11_25 ? answer.result?["task"] : answer.result
    guard let task, task["taskId"] != nil else { throw TestFailure("\(answer.message) is no task") }
    return task
  }

  /// The answer to a request, whatever is told before it.
  func answer(to id: JSONValue) async throws -> Answer {
    var message = try await next()
    while message["method"] != nil { message = try await next() }
    guard message["id"] == id else { throw TestFailure("\(message) does not answer \(id)") }
    return Answer(message)
  }

  func onTask(_ method: String, _ task: JSONValue, _ params: JSONValue = [:]) async throws -> Answer {
    try await answer(to: try await send(method, params.with("taskId", task["taskId"])))
  }

  /// Asks for a task until it is in one of the states.
  func poll(_ task: JSONValue, until states: String...) async throws -> JSONValue {
    while true {
      let answer = try await onTask("tasks/get", task)
      guard let result = answer.result, let status = result["status"]?.string else {
        throw TestFailure("\(answer.message) is no task")
      }
      if states.contains(status) { return result }
    }
  }

  /// An accepted form.
  static func accepted(_ text: String) -> JSONValue {
    ["action": "accept", "content": ["answer": .text(text)]]
  }
}

extension JSONValue {
  /// The text of a tool's result.
  var text: String? { self["content"]?[0]?["text"]?.string }
}
