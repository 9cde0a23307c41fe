import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Calls that become tasks when their handlers say so, over every carrier.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TaskMomentTests {
  /// Answers what a call asks before it is a task.
  private static func retry(_ client: Client, _ tool: String, _ answer: Answer, _ text: String) async throws -> Answer {
    guard let questions = answer.result?["inputRequests"], let key = questions.names.first else {
      throw TestFailure("\(answer.message) asks nothing")
    }
    return try await client.ask(
      "tools/call",
      Client.tool(tool).with("requestState", answer.result?["requestState"])
        .with("inputResponses", .object([(key, Client.accepted(text))])))
  }

  @Test(arguments: CarrierKind.allCases)
  func askOnTheRequestBeforeAndInTheTaskAfterwards(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let first = try await client.call("ask_first")
      #expect(first.result?["resultType"] == "input_required" && first.result?["taskId"] == nil)
      #expect(first.result?["inputRequests"]?.names == ["name"])
      let task = try #require(try await Self.retry(client, "ask_first", first, "Ada").result)
      #expect(task["resultType"] == "task" && task["inputRequests"] == nil && task["requestState"] == nil)
      #expect(try await client.poll(task, until: "input_required")["inputRequests"]?.names == ["sure"])
      _ = try await client.onTask("tasks/update", task, ["inputResponses": ["sure": Client.accepted("yes")]])
      #expect(try await client.poll(task, until: "completed", "failed")["result"]?.text == "Ada: yes")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func goOnAsCallsWhereTheClientTakesNoTasks(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind, capabilities: ["elicitation": [:]]) { client in
      var answer = try await client.call("ask_first")
      for (key, text) in [("name", "Ada"), ("sure", "yes")] {
        #expect(answer.result?["inputRequests"]?.names == [key])
        answer = try await Self.retry(client, "ask_first", answer, text)
      }
      #expect(answer.result?["resultType"] == "complete" && answer.result?.text == "Ada: yes")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func endAsCallsWhereTheHandlerDoesNotSaySo(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let answer = try await client.call("maybe", ["key": ""])
      #expect(answer.result?["resultType"] == "complete" && answer.result?.text == "maybe ")
      let task = try await client.task("maybe", ["key": "x"])
      #expect(try await client.poll(task, until: "completed", "failed")["result"]?.text == "maybe x")
    }
  }

  @Test func aHandlerThatAsksMakesNoTask() async throws {
    try await TasksTests.with(.memory) { client in
      let answer = try await client.call("stubborn")
      #expect(answer.result?["resultType"] == "input_required" && answer.result?["inputRequests"]?.names == ["name"])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aForgedStateIsRefusedLikeThatOfACall(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let answer = try await client.ask("tools/call", Client.tool("ask_first").with("requestState", "forged"))
      #expect(answer.code == -32602 && answer.path == "/params/requestState")
    }
  }

  @Test func aCallThatIsGivenUpBeforeIsCancelled() async throws {
    let server = TestServer { server, probe throws(RegistrationError) in
      try server.add(
        ToolRegistration(
          Tool(name: "linger", taskSupport: .optional),
          .async { call in
            probe.started.put("linger")
            _ = await probe.released.wait()
            probe.stopped.put("\(Task.isCancelled)")
            try await call.context.continueAsTask()
            return .text("lingered")
          }, becomesTask: .whenHandlerSays))
    }
    try await TasksTests.with(.memory, server) { client in
      let id = try await client.send("tools/call", Client.tool("linger"))
      #expect(await server.probe.started.take() == "linger")
      try await client.cancel(id)
      #expect(await server.probe.stopped.take() == "true")
      #expect(try await client.ask("tasks/get", ["taskId": "x"]).code == -32602, "nothing answers the call")
    }
  }
}
