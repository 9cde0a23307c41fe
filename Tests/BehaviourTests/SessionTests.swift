import JSON
import MCPModel
import Synchronization
import TestSupport
import Testing

@testable import MCPEngine

/// Legacy sessions of single requests, which name theirs in metadata.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SessionTests {
  /// A clock that a test moves.
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func anUnknownSessionIsInvalid(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_06_18)
      for id in ["", "x", String(repeating: "0", count: 32)] {
        client.sessionID = id
        let answer = try await client.ask("tools/list")
        #expect(answer.code == -32602 && answer.text?.contains("initialize") == true)
      }
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func aSessionThatIsNotUsedExpires(_ kind: CarrierKind) async throws {
    let clock = Clock()
    let store = MemorySessionStore(maximum: 10, idleLifetime: .seconds(60)) { clock.now }
    var server = TestServer()
    server.sessions = store
    server.limits.sessionIdleLifetime = .seconds(60)
    server.sessionClock = { clock.now }
    try await Client.with(kind, server) { client in
      // Whoever listens on a GET uses the session, so this client does not.
      let opened = try await client.ask("initialize", Client.handshake("2025-06-18"))
      #expect(opened.result != nil)
      client.revision = .v2025_06_18
      for _ in 1...3 {
        clock.advance(by: .seconds(59))
        #expect(try await client.ask("tools/list").result != nil, "use keeps it alive")
      }
      clock.advance(by: .seconds(60))
      #expect(try await client.ask("tools/list").code == -32602)
      #expect(store.counts().active == 0)
    }
  }

  @Test func aSessionOfSomebodyElseIsUnknown() async throws {
    try await Client.with(.respond) { client in
      client.metadata = ["principal": "alice"]
      try await client.open(.v2025_06_18)
      #expect(try await client.ask("tools/list").result != nil)
      client.metadata = ["principal": "mallory"]
      let foreign = try await client.ask("tools/list")
      client.sessionID = "no such session"
      let unknown = try await client.ask("tools/list")
      #expect(foreign.code == -32602)
      #expect(foreign.text == unknown.text, "nothing tells the two apart")
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func sessionsAreApart(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2024_11_05)
      let old = try #require(client.sessionID)
      client.sessionID = nil
      try await client.open(.v2025_06_18)
      let new = try #require(client.sessionID)
      #expect(old != new)
      #expect(try await client.ask("tools/list").result?["tools"]?[0]?["title"] == "Echo")
      client.sessionID = old
      client.revision = .v2024_11_05
      #expect(try await client.ask("tools/list").result?["tools"]?[0]?["title"] == nil)
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func aFailedHandshakeOpensNone(_ kind: CarrierKind) async throws {
    let store = MemorySessionStore(maximum: 10, idleLifetime: .seconds(60))
    var server = TestServer()
    server.sessions = store
    try await Client.with(kind, server) { client in
      let failed = try await client.ask("initialize", ["protocolVersion": "2025-06-18"])
      #expect(failed.code == -32602)
      #expect(client.sessionID == nil && store.counts().active == 0)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aSessionLargerThanTheLimitIsRefused(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.maxSessionBytes = 1000
    try await Client.with(kind, server) { client in
      let large: JSONValue = ["experimental": ["x": .text(String(repeating: "x", count: 1000))]]
      let answer = try await client.ask("initialize", Client.handshake("2025-06-18", capabilities: large))
      #expect(answer.code == -32602 && answer.path == "/params")
      let opened = try await client.ask("initialize", Client.handshake("2025-06-18"))
      #expect(opened.result != nil)
    }
  }

  private struct BrokenStore: SessionStore {
    struct Failure: Error, CustomStringConvertible { let description = "redis://secret is down" }
    func insert(_ session: Session) async throws { throw Failure() }
    func session(_ id: String) async throws -> Session? { throw Failure() }
    func update(_ session: Session) async throws { throw Failure() }
    func remove(_ id: String) async throws -> Session? { throw Failure() }
    func sessions(of owner: Principal) async throws -> [Session] { throw Failure() }
    func counts() async throws -> SessionCounts { throw Failure() }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func aStoreThatFailsIsAnInternalErrorWithoutDetail(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.sessions = BrokenStore()
    try await Client.with(kind, server) { client in
      let opened = try await client.ask("initialize", Client.handshake("2025-06-18"))
      #expect(opened.code == -32603 && opened.text == "Internal error")
      client.sessionID = "x"
      let used = try await client.ask("tools/list")
      #expect(used.code == -32603 && used.text == "Internal error")
    }
  }
}
