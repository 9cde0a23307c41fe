import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// `subscriptions/listen` to tasks (the tasks extension, Task Status Notifications).
@Suite(.serialized, .timeLimit(.minutes(10))) struct TaskListenTests {
  /// Runs `body` with a client that takes tasks, and ends what it listens to.
  private static func with(
    _ kind: CarrierKind, capabilities: JSONValue = Client.takesTasks,
    _ server: TestServer = TestServer(only: TaskTools.add), _ body: (Client) async throws -> Void
  ) async throws {
    try await TasksTests.with(kind, capabilities: capabilities, server) { client in
      try await body(client)
      await client.drain()
    }
  }

  private static func listen(_ client: Client, _ ids: JSONValue) async throws -> JSONValue {
    try await client.send("subscriptions/listen", ["notifications": ["taskIds": ids]])
  }

  private static func acknowledged(_ client: Client) async throws -> JSONValue? {
    let message = try await client.next()
    #expect(message["method"] == "notifications/subscriptions/acknowledged")
    return message["params"]?["notifications"]
  }

  /// What is told of tasks, until one is in that state.
  private static func told(_ client: Client, until status: String) async throws -> JSONValue {
    while true {
      let message = try await client.next()
      guard message["method"] == "notifications/tasks", let task = message["params"] else {
        throw TestFailure("\(message) is not about a task")
      }
      if task["status"]?.string == status { return task }
    }
  }

  @Test(arguments: CarrierKind.connections)
  func tellsAllOfATaskUntilItsEnd(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("confirm")
      let id = try await Self.listen(client, [task["taskId"] ?? nil])
      #expect(try await Self.acknowledged(client) == ["taskIds": [task["taskId"] ?? nil]])
      let asking = try await Self.told(client, until: "input_required")
      #expect(asking["inputRequests"]?.names == ["name"] && asking["taskId"] == task["taskId"])
      #expect(asking["_meta"] == ["io.modelcontextprotocol/subscriptionId": id])
      #expect(asking["resultType"] == nil)
      let update = try await client.send(
        "tasks/update", ["taskId": task["taskId"] ?? nil, "inputResponses": ["name": Client.accepted("Ada")]])
      // The acknowledgement of the update and what follows from it come in no order.
      var end: JSONValue?
      var answer: JSONValue?
      while end == nil || answer == nil {
        let message = try await client.next()
        if message["id"] == update { answer = message["result"] }
        if message["params"]?["status"] == "completed" { end = message["params"] }
      }
      #expect(end?["result"]?.text == "Ada" && answer?["resultType"] == "complete")
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func tellsAtOnceWhatHasHappenedAlready(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("job")
      _ = try await client.poll(task, until: "completed")
      _ = try await Self.listen(client, [task["taskId"] ?? nil])
      _ = try await Self.acknowledged(client)
      #expect(try await Self.told(client, until: "completed")["result"]?.text == "done")
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func isForTheClientsOwnTasks(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      _ = try await Self.listen(client, ["unknown", "unknown"])
      #expect(try await Self.acknowledged(client) == [:])
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func isForClientsThatTakeTasks(_ kind: CarrierKind) async throws {
    try await Self.with(kind, capabilities: [:]) { client in
      let answer = try await client.expect(try await Self.listen(client, ["x"]))
      #expect(answer.code == -32021)
      #expect(
        answer.data?["requiredCapabilities"] == ["extensions": ["io.modelcontextprotocol/tasks": [:]]])
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func hasToNameTasks(_ kind: CarrierKind) async throws {
    var server = TestServer(only: TaskTools.add)
    server.limits.maxTasksPerPrincipal = 2
    try await Self.with(kind, server) { client in
      for (ids, path) in [
        ("x", "/params/notifications/taskIds"), ([7], "/params/notifications/taskIds/0"),
        (["a", "b", "c"], "/params/notifications/taskIds"),
      ] as [(JSONValue, String)] {
        let answer = try await client.expect(try await Self.listen(client, ids))
        #expect(answer.code == -32602 && answer.path == path)
      }
    }
  }
}
