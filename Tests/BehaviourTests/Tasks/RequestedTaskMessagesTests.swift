import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// What the tasks of 2025-11-25 tell and ask their client.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RequestedTaskMessagesTests {
  private static let asking = CarrierKind.withNotifications

  /// Waits for a task's result, and answers what it asks meanwhile.
  private static func result(
    _ client: Client, _ task: JSONValue, answering answer: (_ asked: JSONValue) async throws -> Void
  ) async throws -> Answer {
    let id = try await client.send("tasks/result", ["taskId": task["taskId"] ?? nil])
    while true {
      let message = try await client.next()
      guard message["method"] != nil else {
        #expect(message["id"] == id)
        return Answer(message)
      }
      if message["id"] != nil {
        let related = message["params"]?["_meta"]?["io.modelcontextprotocol/related-task"]
        #expect(related?["taskId"] == task["taskId"])
        try await answer(message)
      }
    }
  }

  @Test(arguments: asking, ["confirm", "two", "twice"])
  func areAskedWhileTheClientWaitsForTheResult(_ kind: CarrierKind, _ tool: String) async throws {
    try await RequestedTasksTests.with(kind) { client in
      let task = try await client.task(tool)
      _ = try await client.poll(task, until: "input_required")
      var asked = 0
      let answer = try await Self.result(client, task) { question in
        #expect(question["method"] == "elicitation/create" && question["params"]?["message"] == "Who?")
        asked += 1
        try await client.answer(question, with: Client.accepted("Ada"))
      }
      #expect(asked == (tool == "confirm" ? 1 : 2))
      #expect(answer.result?.text == (tool == "confirm" ? "Ada" : "Ada Ada"))
    }
  }

  @Test(arguments: asking)
  func mayBeRefused(_ kind: CarrierKind) async throws {
    try await RequestedTasksTests.with(kind) { client in
      for useless in [true, false] {
        client.makesMistakes = useless
        let answer = try await Self.result(client, try await client.task("two")) { question in
          if useless { try await client.answer(question, with: [:]) } else { try await client.refuse(question) }
        }
        #expect(answer.code == -32603)
      }
    }
  }

  @Test(arguments: asking)
  func areAskedAgainWhereTheClientStoppedWaiting(_ kind: CarrierKind) async throws {
    try await RequestedTasksTests.with(kind) { client in
      let task = try await client.task("confirm")
      let id = try await client.send("tasks/result", ["taskId": task["taskId"] ?? nil])
      var message = try await client.next()
      while message["id"] == nil { message = try await client.next() }
      #expect(message["method"] == "elicitation/create")
      try await client.cancel(id)
      if kind.keepsSessions {
        repeat { message = try await client.next() } while message["method"] != "notifications/cancelled"
      } else {
        guard case .failed = await client.nextEvent() else { throw TestFailure("the call was answered") }
      }
      let answer = try await Self.result(client, task) { question in
        try await client.answer(question, with: Client.accepted("Ada"))
      }
      #expect(answer.result?.text == "Ada")
    }
  }

  @Test(arguments: CarrierKind.allCases.filter { !$0.carriesNotifications })
  func areAskedOnlyWhereTheCallCanCarryIt(_ kind: CarrierKind) async throws {
    try await RequestedTasksTests.with(kind) { client in
      let answer = try await client.onTask("tasks/result", try await client.task("confirm"))
      #expect(answer.code == -32603 && answer.text?.contains("ServerStream") == true)
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func tellTheirConnectionOfEachState(_ kind: CarrierKind) async throws {
    try await RequestedTasksTests.with(kind) { client in
      let task = try await client.task("confirm")
      var states: [String] = []
      try await client.send("tasks/result", ["taskId": task["taskId"] ?? nil])
      while states.last != "completed" {
        let message = try await client.next()
        if message["method"] == "elicitation/create" {
          try await client.answer(message, with: Client.accepted("Ada"))
        } else if message["method"] == "notifications/tasks/status" {
          #expect(message["params"]?["taskId"] == task["taskId"] && message["params"]?["_meta"] == nil)
          states.append(message["params"]?["status"]?.string ?? "")
        }
      }
      // States that follow each other quickly are told as the last of them.
      #expect(states.allSatisfy { ["input_required", "working", "completed"].contains($0) })
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func tellProgressWithTheTokenOfTheCall(_ kind: CarrierKind) async throws {
    try await RequestedTasksTests.with(kind) { client in
      let params = Client.tool("hold", ["key": "a"]).with("task", [:]).with("_meta", ["progressToken": "t"])
      let task = try #require(try await client.ask("tools/call", params).result?["task"])
      client.server.probe.released.fulfil()
      var message = try await client.next()
      while message["method"] != "notifications/progress" { message = try await client.next() }
      #expect(message["params"]?["progressToken"] == "t" && message["params"]?["progress"] == 1)
      let related = message["params"]?["_meta"]?["io.modelcontextprotocol/related-task"]
      #expect(related?["taskId"] == task["taskId"])
    }
  }
}
