import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

/// What tasks leave behind: nothing.
@Suite(.timeLimit(.minutes(10))) struct TaskLoadTests {
  private let client: TaskClient
  private let store: MemoryTaskStore

  init() throws {
    client = try TaskClient()
    store = try #require(client.engine.tasks as? MemoryTaskStore)
  }

  private func expectNothing(_ tasks: Int) async {
    await client.settle()
    let engine = client.engine
    #expect(store.count == tasks && engine.taskRuns.count == 0 && engine.server.changes.watchedTasks == 0)
  }

  /// Under a sanitizer they are ten thousand.
  @Test func aHundredThousandCreatedAndCancelledLeaveNothing() async throws {
    let each = isSanitized ? 2_500 : 25_000
    try await client.engine.whileRunning {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...4 {
          group.addTask { [client] in
            for _ in 1...each { _ = try await client.ask("tasks/cancel", ["taskId": try await client.create()]) }
          }
        }
        try await group.waitForAll()
      }
      await expectNothing(store.count)
      #expect(store.count <= 100)
      client.clock.advance(by: 3_600_000)
      _ = try await client.ask("tasks/cancel", ["taskId": try await client.create()])
      await expectNothing(1)
    }
  }

  @Test func aClientHasABoundedNumberOfThem() async throws {
    try await client.engine.whileRunning {
      var ids: [JSONValue] = []
      for _ in 1...100 { ids.append(try await client.create()) }
      await #expect(throws: MCPError.self) { try await client.create() }
      await #expect(throws: MCPError.self) { try await client.create("maybe") }
      client.probe.released.fulfil()
      while client.engine.taskRuns.count > 0 { await Task.yield() }
      #expect(try await client.ask("tasks/get", ["taskId": try await client.create("job")])["taskId"] != nil)
      await #expect(throws: MCPError.self, "the oldest made room") {
        try await client.ask("tasks/get", ["taskId": ids[0]])
      }
      await expectNothing(91)
    }
  }

  @Test func oneWhoseTimeIsOverIsUnknownAndCancelled() async throws {
    try await client.engine.whileRunning {
      let id = try await client.create()
      let other = try await client.create()
      client.clock.advance(by: 3_599_998)
      #expect(try await client.ask("tasks/get", ["taskId": id])["status"] == "working")
      client.clock.advance(by: 1)
      for method in ["tasks/get", "tasks/cancel"] {
        await #expect(throws: MCPError.self) { try await client.ask(method, ["taskId": id]) }
      }
      #expect(await client.probe.stopped.take() == "x", "its handler is cancelled")
      _ = try await client.ask("tasks/cancel", ["taskId": try await client.create()])
      #expect(await client.probe.stopped.take() == "x", "that of the other as well, which nobody asked for")
      await #expect(throws: MCPError.self) { try await client.ask("tasks/get", ["taskId": other]) }
      await expectNothing(1)
    }
  }

  @Test func oneThatIsCancelledMayEndAsItLikes() async throws {
    let open = Awaited<Void>()
    try client.engine.server.add(
      ToolRegistration(
        Tool(name: "deaf", taskSupport: .optional),
        .async { [probe = client.probe] _ in
          probe.started.put("deaf")
          // Waits whether or not it is cancelled.
          await open.value()
          return .text("too late")
        }))
    try await client.engine.whileRunning {
      let id = try await client.create("deaf")
      #expect(await client.probe.started.take() == "deaf")
      _ = try await client.ask("tasks/cancel", ["taskId": id])
      #expect(client.engine.taskRuns.count == 0)
      open.settle(())
      await expectNothing(1)
      let task = try await client.ask("tasks/get", ["taskId": id])
      #expect(task["status"] == "cancelled" && task["result"] == nil)
    }
  }

  @Test func endWithTheEngine() async throws {
    var id: JSONValue = nil
    try await client.engine.whileRunning { id = try await client.create() }
    #expect(await client.probe.stopped.take() == "x")
    #expect(client.engine.taskRuns.count == 0 && client.engine.background.running == 0)
    #expect(try await client.ask("tasks/get", ["taskId": id])["status"] == "failed")
    await #expect(throws: MCPError.self, "nothing is begun any more") { try await client.create() }
  }
}
