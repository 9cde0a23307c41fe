import JSON
import MCPEngine
import MCPModel
import Synchronization
import TestSupport
import Testing

/// The extension `io.modelcontextprotocol/tasks` of 2026-07-28, over every carrier.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TasksTests {
  /// Runs `body` with a client that takes tasks.
  static func with(
    _ kind: CarrierKind, capabilities: JSONValue = Client.takesTasks,
    _ server: TestServer = TestServer(only: TaskTools.add), _ body: (Client) async throws -> Void
  ) async throws {
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28, capabilities: capabilities)
      try await body(client)
    }
  }

  private static let missing: JSONValue = [
    "requiredCapabilities": ["extensions": ["io.modelcontextprotocol/tasks": [:]]]
  ]

  @Test(arguments: CarrierKind.allCases)
  func areOfferedWhereSomeToolCanBeOne(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let capabilities = try await client.ask("server/discover").result?["capabilities"]
      #expect(capabilities?["extensions"] == ["io.modelcontextprotocol/tasks": [:]])
      #expect(capabilities?["tasks"] == nil)
    }
    try await Self.with(kind, TestServer()) { client in
      let capabilities = try await client.ask("server/discover").result?["capabilities"]
      #expect(capabilities?["tools"] != nil && capabilities?["extensions"] == nil)
      #expect(try await client.ask("tasks/get", ["taskId": "x"]).code == -32601)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areCreatedFlatAndCanBeAskedForAtOnce(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("hold", ["key": "a"])
      #expect(
        Set(task.names) == [
          "resultType", "taskId", "status", "createdAt", "lastUpdatedAt", "ttlMs", "pollIntervalMs", "_meta",
        ])
      #expect(task["resultType"] == "task" && task["status"] == "working")
      #expect(task["ttlMs"] == 3_600_000 && task["pollIntervalMs"] == 1000)
      let now = try #require(try await client.onTask("tasks/get", task).result)
      #expect(now["resultType"] == "complete" && now["status"] == "working" && now["result"] == nil)
      for name in ["taskId", "createdAt", "ttlMs", "pollIntervalMs"] { #expect(now[name] == task[name], "\(name)") }
      client.server.probe.released.fulfil()
      let end = try await client.poll(task, until: "completed", "failed")
      #expect(end["status"] == "completed" && end["resultType"] == "complete")
      #expect(end["result"]?.text == "a" && end["result"]?["resultType"] == "complete")
      #expect(end["error"] == nil && end["inputRequests"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areMadeOfEveryKindOfHandler(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      for (tool, text) in [("job", "done"), ("block", "blocked")] {
        let end = try await client.poll(try await client.task(tool), until: "completed", "failed")
        #expect(end["result"]?.text == text)
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areNotMadeOfToolsThatForbidThem(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      // What 2025-11-25 asks with is unknown here.
      let answer = try await client.ask("tools/call", Client.tool("greet", ["name": "Ada"]).with("task", [:]))
      #expect(answer.result?["resultType"] == "complete" && answer.result?.text == "Hello, Ada!")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areNotGivenToAClientThatDoesNotTakeThem(_ kind: CarrierKind) async throws {
    try await Self.with(kind, capabilities: ["tasks": ["list": [:]]]) { client in
      client.server.probe.released.fulfil()
      let answer = try await client.call("hold", ["key": "a"])
      #expect(answer.result?["resultType"] == "complete" && answer.result?.text == "a")
      for (method, params) in [
        ("tools/call", Client.tool("job")), ("tasks/get", ["taskId": "x"]), ("tasks/cancel", ["taskId": "x"]),
        ("tasks/update", [:]),
      ] {
        let answer = try await client.ask(method, params)
        #expect(answer.code == -32021 && answer.data == Self.missing, "\(method)")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func haveNeitherResultsToWaitForNorAList(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("job")
      for method in ["tasks/result", "tasks/list"] {
        #expect(try await client.onTask(method, task).code == -32601, "\(method)")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areUnknownByAnythingButTheirID(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
        for id in ["x", "", nil, 7, [:]] as [JSONValue?] {
          let params = JSONValue.object([("inputResponses", [:])]).with("taskId", id)
          let answer = try await client.ask(method, params)
          #expect(answer.code == -32602 && answer.path == "/params/taskId", "\(method) \(id?.description ?? "")")
        }
      }
    }
  }

  @Test func areUnknownToOthers() async throws {
    try await Self.with(.respond) { client in
      client.metadata = ["principal": "ada"]
      let task = try await client.task("hold", ["key": "a"])
      client.metadata = ["principal": "bob"]
      for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
        let answer = try await client.onTask(method, task, ["inputResponses": [:]])
        #expect(answer.code == -32602 && answer.path == "/params/taskId", "\(method)")
      }
      client.metadata = ["principal": "ada"]
      #expect(try await client.onTask("tasks/get", task).result?["status"] == "working")
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func areNamedByTheMetadataOfACall(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("hold", ["key": "a"])
      client.metadata = ["mcp-name": task["taskId"]?.string ?? ""]
      #expect(try await client.onTask("tasks/get", task).result != nil)
      client.metadata = ["mcp-name": "hold"]
      #expect(try await client.onTask("tasks/get", task.with("name", "hold")).code == -32020)
      #expect(try await client.onTask("tasks/cancel", task).code == -32020)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areCancelledAndStaySo(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("hold", ["key": "a"])
      #expect(await client.server.probe.started.take() == "a")
      for _ in 1...2 {
        let answer = try await client.onTask("tasks/cancel", task)
        #expect(answer.result?["resultType"] == "complete" && answer.result?["status"] == nil)
      }
      #expect(await client.server.probe.stopped.take() == "a", "its handler is cancelled")
      let end = try #require(try await client.onTask("tasks/get", task).result)
      #expect(end["status"] == "cancelled" && end["result"] == nil && end["error"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areCancelledInVainWhenTheyHaveEnded(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let task = try await client.task("job")
      _ = try await client.poll(task, until: "completed")
      #expect(try await client.onTask("tasks/cancel", task).result?["resultType"] == "complete")
      #expect(try await client.onTask("tasks/get", task).result?["status"] == "completed")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func failByAnErrorAndAreCompletedByAToolsFailure(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let failed = try await client.poll(try await client.task("fail", ["how": "mcp"]), until: "failed")
      #expect(failed["error"] == ["code": 1001, "message": "Not today", "data": ["until": "tomorrow"]])
      #expect(failed["result"] == nil && failed["statusMessage"] == "Not today")
      let other = try await client.poll(try await client.task("fail", ["how": "other"]), until: "failed")
      #expect(other["error"] == ["code": -32603, "message": "Internal error"])
      let completed = try await client.poll(try await client.task("fail", ["how": "tool"]), until: "completed")
      #expect(completed["result"]?["isError"] == true && completed["result"]?.text == "there is no such thing")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func areNotMadeOfWrongArguments(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let answer = try await client.call("hold", ["key": 7])
      #expect(answer.result?["resultType"] == "complete" && answer.result?["isError"] == true)
    }
  }

  @Test func goOnWhenTheirConnectionIsGone() async throws {
    let server = TestServer(only: TaskTools.add)
    let engine = server.engine()
    try await engine.whileRunning {
      let inbox = Inbox<Received>()
      let carrier = MemoryCarrier(inbox)
      let meta: JSONValue = [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": Client.takesTasks,
      ]
      func request(_ method: String, _ params: JSONValue) -> JSONRPCRequest {
        JSONRPCRequest(id: .integer(1), method: method, params: params.with("_meta", meta))
      }
      carrier.put(.message(.request(request("tools/call", Client.tool("hold", ["key": "a"])))))
      async let serving: Void = engine.serve(carrier)
      guard case .message(let created) = await inbox.take() else { throw TestFailure("no task was made") }
      carrier.put(.reset)
      await serving
      server.probe.released.fulfil()
      var status: String?
      while status != "completed" {
        guard
          case .pending(let work) = engine.respond(
            to: request("tasks/get", ["taskId": created["result"]?["taskId"] ?? nil]), sessionID: nil,
            arrival: carrier.arrival)
        else { throw TestFailure("nothing was asked") }
        status = try await work().outcome.get().value["status"]?.string
        #expect(status == "working" || status == "completed")
      }
    }
  }
}
