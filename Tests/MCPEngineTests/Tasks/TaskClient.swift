import JSON
import MCPModel
import TestSupport

@testable import MCPEngine

/// An engine with tools that may be tasks, and the requests of a client of the extension.
struct TaskClient: Sendable {
  let clock = MemoryTaskStoreTests.Clock()
  let engine: Engine
  let probe = Probe()

  /// - Parameter store: nil for one in memory.
  init(maximum: Int = 100, store: ((MemoryTaskStoreTests.Clock) -> any TaskStore)? = nil) throws {
    let server = MCPServer("test", version: "1")
    try TaskTools.add(to: server, probe)
    let clock = clock
    var limits = EngineLimits.defaults
    limits.maxTasksPerPrincipal = maximum
    engine = Engine(server, limits: limits, tasks: store?(clock), now: { clock.now })
  }

  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": [
      "elicitation": [:], "extensions": ["io.modelcontextprotocol/tasks": [:]],
    ],
  ]
  private static let abilities = CarrierAbilities(transport: "test", carriesNotifications: false)

  func ask(_ method: String, _ params: JSONValue) async throws(MCPError) -> JSONValue {
    let request = JSONRPCRequest(id: .integer(1), method: method, params: params.with("_meta", Self.meta))
    let arrival = Arrival(carrier: Self.abilities, peer: TestPeer())
    switch engine.respond(to: request, sessionID: nil, arrival: arrival) {
    case .answered(let response), .opened(_, let response): return try response.outcome.get().value
    case .pending(let work): return try await work().outcome.get().value
    }
  }

  /// - Returns: the id of the task.
  func create(_ tool: String = "hold") async throws(MCPError) -> JSONValue {
    clock.advance(by: 1)
    let arguments: JSONValue = tool == "hold" || tool == "maybe" ? ["key": "x"] : [:]
    let task = try await ask("tools/call", ["name": .text(tool), "arguments": arguments])
    return task["taskId"] ?? nil
  }

  /// Waits until every handler has ended.
  func settle() async {
    while engine.background.running > 0 { await Task.yield() }
  }
}
