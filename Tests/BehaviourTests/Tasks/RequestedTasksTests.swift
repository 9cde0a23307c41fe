import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// The experimental tasks of 2025-11-25, which the client asks for, over every carrier.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RequestedTasksTests {
  static func with(
    _ kind: CarrierKind, _ revision: ProtocolRevision = .v2025_11_25,
    _ server: TestServer = TestServer(only: TaskTools.add), _ body: (Client) async throws -> Void
  ) async throws {
    try await Client.with(kind, server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      try await body(client)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areOfferedWhereSomeToolCanBeOne(_ kind: CarrierKind) async throws {
    let offer: JSONValue = ["list": [:], "cancel": [:], "requests": ["tools": ["call": [:]]]]
    for revision in ProtocolRevision.allCases where !revision.isStateless {
      try await Client.with(kind, TestServer(only: TaskTools.add)) { client in
        let opening = try await client.open(revision)?.result
        #expect(opening?["capabilities"]?["tasks"] == (revision == .v2025_11_25 ? offer : Optional.none))
        #expect(opening?["capabilities"]?["extensions"] == nil)
      }
    }
    try await Client.with(kind) { client in
      let opening = try await client.open(.v2025_11_25)?.result
      #expect(opening?["capabilities"]?["tasks"] == nil)
      #expect(try await client.ask("tasks/list").code == -32601)
      let params = Client.tool("echo", ["text": "x"]).with("task", ["ttl": 7])
      #expect(try await client.ask("tools/call", params).result?["content"] != nil, "the wish is not understood")
    }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func areCreatedWorkingAndGiveTheirResultAtTheEnd(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("hold", ["key": "a"])
      #expect(Set(task.names) == ["taskId", "status", "createdAt", "lastUpdatedAt", "ttl", "pollInterval"])
      #expect(task["status"] == "working" && task["ttl"] == 3_600_000 && task["pollInterval"] == 1000)
      #expect(try await client.onTask("tasks/get", task).result == task)
      let waiting = try await client.send("tasks/result", ["taskId": task["taskId"] ?? nil])
      client.server.probe.released.fulfil()
      let result = try #require(try await client.expect(waiting).result)
      let related = JSONValue.object([("taskId", task["taskId"] ?? nil)])
      #expect(result.text == "a" && result["_meta"] == ["io.modelcontextprotocol/related-task": related])
      let end = try #require(try await client.onTask("tasks/get", task).result)
      #expect(end["status"] == "completed" && end["result"] == nil && end["_meta"] == nil)
      #expect(try await client.onTask("tasks/result", task).result == result)
    }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func areKeptAsLongAsTheClientWantsWithinReason(_ kind: CarrierKind) async throws {
    var server = TestServer(only: TaskTools.add)
    server.limits.maxTaskLifetime = .seconds(7200)
    try await Self.with(kind, .v2025_11_25, server) { client in
      for (wish, ttl) in [
        (60_000, 60_000), (7_200_000, 7_200_000), (7_200_001, 7_200_000), (0, 1), (1.5, 1), (1e300, 7_200_000),
      ] as [(JSONValue, Int64)] {
        client.makesMistakes = !wish.isInteger
        #expect(try await client.task("job", ttl: wish)["ttl"] == .number(ttl), "\(wish)")
      }
      for (wish, path) in [
        (7, "/params/task"), (nil, "/params/task"), (["ttl": "long"], "/params/task/ttl"),
        (["ttl": -1], "/params/task/ttl"), (["ttl": nil], "/params/task/ttl"),
      ] as [(JSONValue, String)] {
        let answer = try await client.ask("tools/call", Client.tool("job").with("task", wish))
        #expect(answer.code == -32602 && answer.path == path, "\(wish)")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areMadeOnlyWhereToolAndClientAgree(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      #expect(try await client.call("job").code == -32601, "required")
      let params = Client.tool("greet", ["name": "Ada"]).with("task", [:])
      #expect(try await client.ask("tools/call", params).code == -32601, "forbidden")
      client.server.probe.released.fulfil()
      #expect(try await client.call("hold", ["key": "a"]).result?.text == "a", "optional")
      let tools = try await client.ask("tools/list").result?["tools"]?.elements.map {
        "\($0["name"]?.string ?? "") \($0["execution"]?["taskSupport"]?.string ?? "-")"
      }
      #expect(tools?.prefix(3) == ["greet -", "hold optional", "job required"])
    }
  }

  @Test(arguments: CarrierKind.allCases, [ProtocolRevision.v2024_11_05, .v2025_03_26, .v2025_06_18])
  func areUnknownToEarlierRevisions(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Self.with(kind, revision) { client in
      let answer = try await client.ask("tools/call", Client.tool("job").with("task", [:]))
      #expect(answer.result?.text == "done")
      for method in ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "tasks/update"] {
        #expect(try await client.ask(method, ["taskId": "x"]).code == -32601, "\(method)")
      }
    }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func areCancelledOnce(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("hold", ["key": "a"])
      #expect(await client.server.probe.started.take() == "a")
      let waiting = try await client.send("tasks/result", ["taskId": task["taskId"] ?? nil])
      let id = try await client.send("tasks/cancel", ["taskId": task["taskId"] ?? nil])
      let answers = [try await client.nextAnswer(), try await client.nextAnswer()]
      let cancelled = try #require(answers.first { $0.id == id }?.result)
      #expect(cancelled["status"] == "cancelled" && cancelled["statusMessage"] != nil)
      #expect(answers.first { $0.id == waiting }?.code == -32602, "there is no result")
      #expect(await client.server.probe.stopped.take() == "a")
      let again = try await client.onTask("tasks/cancel", task)
      #expect(again.code == -32602 && again.text?.contains("cancelled") == true)
      let done = try await client.task("job")
      _ = try await client.onTask("tasks/result", done)
      #expect(try await client.onTask("tasks/cancel", done).text?.contains("completed") == true)
      #expect(try await client.onTask("tasks/update", done).code == -32601)
    }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func failByAToolsFailureAsByAnError(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let tool = try await client.task("fail", ["how": "tool"])
      let result = try await client.onTask("tasks/result", tool)
      #expect(result.result?["isError"] == true && result.result?.text == "there is no such thing")
      let failed = try #require(try await client.onTask("tasks/get", tool).result)
      #expect(failed["status"] == "failed" && failed["statusMessage"] == "there is no such thing")
      let mcp = try await client.task("fail", ["how": "mcp"])
      #expect(try await client.onTask("tasks/result", mcp).code == 1001)
      #expect(try await client.onTask("tasks/get", mcp).result?["status"] == "failed")
      let wrong = try await client.task("hold", ["key": 7])
      #expect(try await client.onTask("tasks/result", wrong).result?["isError"] == true)
    }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func areListedInPagesForTheirSessionOnly(_ kind: CarrierKind) async throws {
    var server = TestServer(only: TaskTools.add)
    server.limits.pageSize = 2
    try await Self.with(kind, .v2025_11_25, server) { client in
      let other = try await client.task("job")
      let session = client.sessionID
      client.sessionID = nil
      try await client.open(.v2025_11_25)
      #expect(client.sessionID != session)
      for method in ["tasks/get", "tasks/result", "tasks/cancel"] {
        let answer = try await client.onTask(method, other)
        #expect(answer.code == -32602 && answer.path == "/params/taskId", "\(method)")
      }
      var made: Set<String> = []
      for _ in 1...5 { made.insert(try await client.task("job")["taskId"]?.string ?? "") }
      var listed: [String] = []
      var params: JSONValue = [:]
      var pages = 0
      repeat {
        let page = try #require(try await client.ask("tasks/list", params).result)
        listed += page["tasks"]?.elements.map { $0["taskId"]?.string ?? "" } ?? []
        params = page["nextCursor"].map { ["cursor": $0] } ?? [:]
        pages += 1
      } while params != [:]
      #expect(pages == 3 && listed.count == 5 && Set(listed) == made)
      for cursor in [7, "", "forged"] as [JSONValue] {
        let answer = try await client.ask("tasks/list", ["cursor": cursor])
        #expect(answer.code == -32602 && answer.path == "/params/cursor")
      }
    }
  }
}
