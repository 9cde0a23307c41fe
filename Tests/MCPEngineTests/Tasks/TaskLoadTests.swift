import JSON
import MCPModel
import Testing
import TestSupport

@testable import MCPEngine

/// What tasks leave behind: nothing.
@Suite(.timeLimit(.minutes(10))) struct TaskLoadTests {
  private let clock = MemoryTaskStoreTests.Clock()
  private let store: MemoryTaskStore
  private let engine: Engine
  private let probe = Probe()

  init() throws {
    let server = MCPServer("test", version: "1")
    try TaskTools.add(to: server, probe)
    let clock = clock
    var limits = EngineLimits.defaults
    limits.maxTasks = 200
    limits.maxTasksPerPrincipal = 100
    store = MemoryTaskStore(maximum: 200, maximumPerOwner: 100) { clock.now }
    engine = Engine(server, limits: limits, tasks: store, now: { clock.now })
  }

  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": ["extensions": ["io.modelcontextprotocol/tasks": [:]]],
  ]
  private static let abilities = CarrierAbilities(transport: "test", carriesNotifications: false)

  private func ask(_ method: String, _ params: JSONValue) async throws(MCPError) -> JSONValue {
    let request = JSONRPCRequest(id: .integer(1), method: method, params: params.with("_meta", Self.meta))
    let arrival = Arrival(carrier: Self.abilities, peer: TestPeer())
    switch engine.respond(to: request, sessionID: nil, arrival: arrival) {
    case .answered(let response), .opened(_, let response): return try response.outcome.get()
    case .pending(let work): return try await work().outcome.get()
    }
  }

  private func create(_ tool: String = "hold") async throws(MCPError) -> JSONValue {
    clock.advance(by: 1)
    let arguments: JSONValue = tool == "hold" || tool == "maybe" ? ["key": "x"] : [:]
    let task = try await ask("tools/call", ["name": .text(tool), "arguments": arguments])
    return task["taskId"] ?? nil
  }

  /// What is left once every handler has ended.
  private func expectNothing(_ tasks: Int) async {
    while engine.background.running > 0 { await Task.yield() }
    #expect(store.count == tasks && engine.taskRuns.count == 0 && engine.server.changes.watchedTasks == 0)
  }

  @Test func aHundredThousandCreatedAndCancelledLeaveNothing() async throws {
    try await engine.whileRunning {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...4 {
          group.addTask {
            for _ in 1...25_000 { _ = try await ask("tasks/cancel", ["taskId": try await create()]) }
          }
        }
        try await group.waitForAll()
      }
      await expectNothing(store.count)
      #expect(store.count <= 100)
      clock.advance(by: 3_600_000)
      _ = try await ask("tasks/cancel", ["taskId": try await create()])
      await expectNothing(1)
    }
  }

  @Test func aClientHasABoundedNumberOfThem() async throws {
    try await engine.whileRunning {
      var ids: [JSONValue] = []
      for _ in 1...100 { ids.append(try await create()) }
      await #expect(throws: MCPError.self) { try await create() }
      await #expect(throws: MCPError.self) { try await create("maybe") }
      probe.released.fulfil()
      while engine.taskRuns.count > 0 { await Task.yield() }
      #expect(try await ask("tasks/get", ["taskId": try await create("job")])["taskId"] != nil)
      await #expect(throws: MCPError.self, "the oldest made room") { try await ask("tasks/get", ["taskId": ids[0]]) }
      await expectNothing(91)
    }
  }

  @Test func oneWhoseTimeIsOverIsUnknownAndCancelled() async throws {
    try await engine.whileRunning {
      let id = try await create()
      let other = try await create()
      clock.advance(by: 3_599_998)
      #expect(try await ask("tasks/get", ["taskId": id])["status"] == "working")
      clock.advance(by: 1)
      for method in ["tasks/get", "tasks/cancel"] {
        await #expect(throws: MCPError.self) { try await ask(method, ["taskId": id]) }
      }
      #expect(await probe.stopped.take() == "x", "its handler is cancelled")
      _ = try await ask("tasks/cancel", ["taskId": try await create()])
      #expect(await probe.stopped.take() == "x", "that of the other as well, which nobody asked for")
      await #expect(throws: MCPError.self) { try await ask("tasks/get", ["taskId": other]) }
      await expectNothing(1)
    }
  }

  @Test func oneThatIsCancelledMayEndAsItLikes() async throws {
    let open = Awaited<Void>()
    try engine.server.add(
      ToolRegistration(
        Tool(name: "deaf", taskSupport: .optional),
        .async { [probe] _ in
          probe.started.put("deaf")
          // Waits whether or not it is cancelled.
          await open.value()
          return .text("too late")
        }))
    try await engine.whileRunning {
      let id = try await create("deaf")
      #expect(await probe.started.take() == "deaf")
      _ = try await ask("tasks/cancel", ["taskId": id])
      #expect(engine.taskRuns.count == 0)
      open.settle(())
      await expectNothing(1)
      let task = try await ask("tasks/get", ["taskId": id])
      #expect(task["status"] == "cancelled" && task["result"] == nil)
    }
  }

  @Test func endWithTheEngine() async throws {
    var id: JSONValue = nil
    try await engine.whileRunning { id = try await create() }
    #expect(await probe.stopped.take() == "x")
    #expect(engine.taskRuns.count == 0 && engine.background.running == 0)
    #expect(try await ask("tasks/get", ["taskId": id])["status"] == "failed")
    await #expect(throws: MCPError.self, "nothing is begun any more") { try await create() }
  }
}
