import JSON
import MCPModel
import TestSupport
import Testing

/// What tasks of the extension ask their client, over every carrier.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TaskQuestionTests {
  private static func update(_ client: Client, _ task: JSONValue, _ responses: JSONValue?) async throws -> Answer {
    try await client.onTask("tasks/update", task, JSONValue.object([]).with("inputResponses", responses))
  }

  @Test(arguments: CarrierKind.allCases)
  func arePartOfTheTaskUntilTheyAreAnswered(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let task = try await client.task("confirm")
      let asking = try await client.poll(task, until: "input_required")
      #expect(asking["inputRequests"]?.names == ["name"])
      let question = try #require(asking["inputRequests"]?["name"])
      #expect(question["method"] == "elicitation/create" && question["params"]?["message"] == "Who?")
      #expect(try await client.onTask("tasks/get", task).result?["inputRequests"] == asking["inputRequests"])
      let answer = try await Self.update(client, task, ["name": Client.accepted("Ada")])
      #expect(answer.result?["resultType"] == "complete" && answer.result?["taskId"] == nil)
      let end = try await client.poll(task, until: "completed", "failed", "input_required")
      #expect(end["result"]?.text == "Ada" && end["inputRequests"] == nil)
      #expect(try await Self.update(client, task, ["name": Client.accepted("Bob")]).result != nil, "too late")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func mayBeAnsweredOneByOne(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let task = try await client.task("two")
      #expect(try await client.poll(task, until: "input_required")["inputRequests"]?.names == ["a", "b"])
      _ = try await Self.update(client, task, ["b": Client.accepted("B"), "c": 7])
      let left = try #require(try await client.onTask("tasks/get", task).result)
      #expect(left["status"] == "input_required" && left["inputRequests"]?.names == ["a"])
      _ = try await Self.update(client, task, ["b": Client.accepted("again"), "a": Client.accepted("A")])
      #expect(try await client.poll(task, until: "completed", "failed")["result"]?.text == "A B")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func comeAgainInOneTask(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let task = try await client.task("twice")
      for key in ["first", "second"] {
        let asking = try await client.poll(task, until: "input_required")
        guard asking["inputRequests"]?.names == [key] else { continue }
        _ = try await Self.update(client, task, .object([(key, Client.accepted(key))]))
      }
      #expect(try await client.poll(task, until: "completed", "failed")["result"]?.text == "first second")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areNotAnsweredByWhatIsNoAnswer(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let task = try await client.task("two")
      _ = try await client.poll(task, until: "input_required")
      for (responses, path) in [
        (nil, "/params/inputResponses"), ([], "/params/inputResponses"), ("x", "/params/inputResponses"),
        (["a": "x"], "/params/inputResponses/a"), (["a": [:]], "/params/inputResponses/a/action"),
        (["b": Client.accepted("B"), "a": ["action": "maybe"]], "/params/inputResponses/a/action"),
        (["a": ["action": "accept", "content": ["answer": nil]]], "/params/inputResponses/a/content/answer"),
      ] as [(JSONValue?, String)] {
        let answer = try await Self.update(client, task, responses)
        #expect(answer.code == -32602 && answer.path == path, "\(answer.message)")
      }
      let asking = try #require(try await client.onTask("tasks/get", task).result)
      #expect(asking["inputRequests"]?.names == ["a", "b"], "nothing of a wrong update is taken")
      _ = try await Self.update(client, task, ["a": ["action": "decline"], "b": ["action": "cancel"]])
      #expect(try await client.poll(task, until: "completed", "failed")["result"]?.text == "nobody nobody")
    }
  }

  @Test func needCapabilitiesThatTheClientHas() async throws {
    try await TasksTests.with(.memory, capabilities: Client.takesTasks.with("elicitation", nil)) { client in
      let end = try await client.poll(try await client.task("confirm"), until: "failed")
      #expect(end["error"]?["code"] == -32021)
      #expect(end["error"]?["data"]?["requiredCapabilities"]?["elicitation"] != nil)
    }
  }

  @Test func haveKeysThatAreUsedOnce() async throws {
    try await TasksTests.with(.memory) { client in
      let task = try await client.task("again")
      _ = try await client.poll(task, until: "input_required")
      _ = try await Self.update(client, task, ["name": Client.accepted("Ada")])
      let end = try await client.poll(task, until: "failed", "input_required")
      #expect(end["error"]?["code"] == -32603)
      #expect(end["error"]?["message"]?.string?.contains("the key name") == true)
    }
  }

  @Test func areTakenBackWhenTheHandlerWaitsNoLonger() async throws {
    try await TasksTests.with(.memory) { client in
      let end = try await client.poll(try await client.task("hurry"), until: "completed", "failed")
      #expect(end["result"]?.text == "timedOut" && end["inputRequests"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func endWithTheirTask(_ kind: CarrierKind) async throws {
    try await TasksTests.with(kind) { client in
      let task = try await client.task("confirm")
      _ = try await client.poll(task, until: "input_required")
      _ = try await client.onTask("tasks/cancel", task)
      let end = try #require(try await client.onTask("tasks/get", task).result)
      #expect(end["status"] == "cancelled" && end["inputRequests"] == nil)
      #expect(try await Self.update(client, task, ["name": Client.accepted("Ada")]).result != nil)
      #expect(try await client.onTask("tasks/get", task).result?["status"] == "cancelled")
    }
  }
}
