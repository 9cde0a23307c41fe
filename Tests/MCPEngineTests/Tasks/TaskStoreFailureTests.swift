import JSON
import MCPModel
import Synchronization
import TestSupport
import Testing

@testable import MCPEngine

/// Tasks in a store that other processes share, and that may be out of reach.
@Suite(.timeLimit(.minutes(5))) struct TaskStoreFailureTests {
  private final class Store: TaskStore {
    private let memory: MemoryTaskStore
    private let reachable = Mutex(true)

    init(_ clock: MemoryTaskStoreTests.Clock) {
      memory = MemoryTaskStore(maximum: 9, maximumPerOwner: 9) { clock.now }
    }

    var isReachable: Bool {
      get { reachable.withLock { $0 } }
      set { reachable.withLock { $0 = newValue } }
    }

    private func reach() throws -> MemoryTaskStore {
      guard isReachable else { throw MCPError(.internalError, "The store is out of reach") }
      return memory
    }

    func insert(_ task: TaskRecord) async throws -> [String] { try reach().insert(task) }
    func task(_ id: String) async throws -> TaskRecord? { try reach().task(id) }
    func update(_ id: String, _ change: @Sendable (inout TaskRecord) -> Void) async throws -> TaskRecord? {
      try reach().update(id, change)
    }
    func remove(_ id: String) async throws { try reach().remove(id) }
    func tasks(
      of owner: Principal, inSession sessionID: String, after place: TaskRecord.Place?, limit: Int
    ) async throws -> [TaskRecord] { try reach().tasks(of: owner, inSession: sessionID, after: place, limit: limit) }
  }

  private let client: TaskClient
  private let store: Store

  init() throws {
    client = try TaskClient { Store($0) }
    store = try #require(client.engine.tasks as? Store)
  }

  @Test func aTaskThatCannotBeStoredIsNotBegun() async throws {
    store.isReachable = false
    await client.engine.whileRunning {
      for tool in ["hold", "maybe"] {
        await #expect(throws: MCPError.self) { try await client.create(tool) }
      }
      await client.settle()
    }
    #expect(client.engine.taskRuns.count == 0)
    #expect(client.probe.started.count == 1, "only the handler that says when has run")
  }

  @Test func aTaskWhoseEndCannotBeStoredIsNobodysHere() async throws {
    try await client.engine.whileRunning {
      let id = try await client.create()
      store.isReachable = false
      await #expect(throws: MCPError.self) { try await client.ask("tasks/get", ["taskId": id]) }
      client.probe.released.fulfil()
      await client.settle()
      store.isReachable = true
      #expect(client.engine.taskRuns.count == 0)
      #expect(try await client.ask("tasks/get", ["taskId": id])["status"] == "working")
      let answers: JSONValue = ["taskId": id, "inputResponses": [:]]
      await #expect(throws: MCPError.self, "it may run elsewhere") { try await client.ask("tasks/update", answers) }
      _ = try await client.ask("tasks/cancel", ["taskId": id])
      #expect(try await client.ask("tasks/get", ["taskId": id])["status"] == "cancelled")
    }
  }

  @Test func whatCannotBeStoredCannotBeAsked() async throws {
    try await client.engine.whileRunning {
      let id = try await client.create("twice")
      while try await client.ask("tasks/get", ["taskId": id])["status"] != "input_required" {}
      let run = try #require(client.engine.taskRuns[id.string ?? ""])
      store.isReachable = false
      run.questions.answer(["first": .elicitation(ElicitResult(action: .decline))])
      await client.settle()
      #expect(client.engine.taskRuns.count == 0, "the second question failed, and the handler with it")
    }
  }
}
