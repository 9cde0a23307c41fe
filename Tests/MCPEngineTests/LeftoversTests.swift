import Foundation
import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

/// A hundred thousand of everything that comes and goes leave tables and memory as they were. Each runs in a process of
/// its own, whose memory no other test uses.
@Suite(.timeLimit(.minutes(10))) struct LeftoversTests {
  @Test func sessionsLeaveNothing() async {
    await #expect(processExitsWith: .success) {
      try await Rounds.run { engine in
        for index in 1...1000 {
          guard case .pending(let work) = engine.respond(to: Rounds.initialize, sessionID: nil, arrival: Rounds.arrival)
          else { throw TestFailure("initialize was not stored") }
          let id = try #require(await work().sessionID)
          if index.isMultiple(of: 10) {
            let ping = JSONRPCRequest(id: .integer(1), method: "ping", params: nil)
            guard case .pending(let work) = engine.respond(to: ping, sessionID: id, arrival: Rounds.arrival) else {
              throw TestFailure("the session was not looked for")
            }
            _ = await work()
          }
          #expect(try await engine.endSession(id, of: .anonymous))
        }
      }
    }
  }

  @Test func connectionsLeaveNothing() async {
    await #expect(processExitsWith: .success) {
      try await Rounds.run { engine in
        for _ in 1...1000 {
          let carrier = MemoryCarrier(Inbox())
          carrier.put(.message(.request(Rounds.initialize)))
          carrier.put(.message(.notification(JSONRPCNotification(method: "notifications/initialized", params: nil))))
          carrier.put(.ended)
          await engine.serve(carrier)
        }
      }
    }
  }

  @Test func listenersLeaveNothing() async {
    await #expect(processExitsWith: .success) {
      try await Rounds.run { engine in
        try await Rounds.cancel(
          "subscriptions/listen",
          ["notifications": ["toolsListChanged": true, "resourceSubscriptions": ["x://"]]], in: engine)
      }
    }
  }

  @Test func cancelledCallsLeaveNothing() async {
    await #expect(processExitsWith: .success) {
      try await Rounds.run { engine in
        try await Rounds.cancel("tools/call", ["name": "hold"], in: engine)
      }
    }
  }
}

/// What the tests above have in common.
private enum Rounds {
  static let arrival = Arrival(carrier: MemoryCarrier.abilities, peer: TestPeer())
  static let initialize = JSONRPCRequest(
    id: .integer(1), method: "initialize",
    params: ["protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "x", "version": "1"]])

  /// Runs `body`, which does something a thousand times, a hundred times, and looks at what is left of it. Under a
  /// sanitizer it does so ten times, and only the tables are looked at.
  static func run(_ body: (Engine) async throws -> Void) async throws {
    let server = MCPServer("test", version: "1", features: .resourceSubscriptions)
    try server.add(Resource(uri: "x://", name: "x")) { _ in [] }
    try server.add(Tool(name: "hold")) { call in
      // Says by its progress that it runs.
      await call.context.reportProgress(1)
      _ = await Promise<Void>().wait()
      throw CancellationError()
    }
    let engine = Engine(server)
    try await engine.whileRunning {
      // What is made once, and what the allocator keeps, is there after some rounds.
      for _ in 1...10 { try await body(engine) }
      guard !isSanitized else { return try await expectEmpty(engine) }
      let residentBytes = try residentBytes()
      for _ in 1...90 { try await body(engine) }
      let growthBytes = try Self.residentBytes() - residentBytes
      // Less than 70 bytes a piece, which is less than any object of a request.
      #expect(growthBytes < 6 << 20, "\(growthBytes) bytes more")
      try await expectEmpty(engine)
    }
  }

  private static func expectEmpty(_ engine: Engine) async throws {
    let counts = try await engine.sessionCounts()
    #expect(counts.stored.active == 0 && counts.connections.active == 0)
    #expect(engine.liveSessions.count == 0 && engine.server.changes.count == 0)
    #expect(engine.background.running == 0 && engine.blocking.queueDepth == 0)
  }

  /// Sends a thousand requests that do not end by themselves, waits until each says that it runs, and cancels them.
  static func cancel(_ method: String, _ params: JSONValue, in engine: Engine) async throws {
    for _ in 1...10 { try await cancel(100, method, params, in: engine) }
  }

  private static func cancel(_ count: Int, _ method: String, _ params: JSONValue, in engine: Engine) async throws {
    let received = Inbox<Received>()
    let carrier = MemoryCarrier(received)
    let meta: JSONValue = [
      "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
      "progressToken": 1,
    ]
    let params = params.with("_meta", meta)
    async let serving: Void = engine.serve(carrier)
    for id in 1...count {
      carrier.put(
        .message(.request(JSONRPCRequest(id: .integer(Int64(id)), method: method, params: params))))
    }
    for _ in 1...count { _ = await received.take() }
    for id in 1...count {
      carrier.put(
        .message(
          .notification(
            JSONRPCNotification(method: "notifications/cancelled", params: ["requestId": .number(Int64(id))]))))
    }
    carrier.put(.ended)
    await serving
    guard received.count == 0 else { throw TestFailure("what was cancelled was answered") }
  }

  private static func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(pages.count > 1 ? Int(pages[1]) : nil) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
