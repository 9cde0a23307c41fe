import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@testable import MCPService

/// The longest that a bridge lets a request take, and what its client says of that.
@Suite(.timeLimit(.minutes(10))) struct RemoteDeadlineTests {
  private static func request(_ method: String, _ params: JSONValue, id: RequestID) -> JSONRPCRequest {
    let meta: JSONValue = [
      "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
    ]
    return JSONRPCRequest(id: id, method: method, params: params.with("_meta", meta))
  }

  private static func hold(_ key: JSONValue, id: RequestID = .integer(1)) -> JSONRPCRequest {
    request("tools/call", Client.tool("hold", ["key": key]), id: id)
  }

  private static func isLate(_ answer: Answer) -> Bool { answer.code == -32603 && answer.data == ["grpcStatus": 4] }

  /// On a busy machine a request may be over before it arrives: then the next bridge has more time for it.
  private static func untilItArrives(
    _ server: TestServer, _ body: (_ timeout: Duration) async throws -> Void
  ) async throws {
    for timeout in [Duration.milliseconds(100), .seconds(2), .seconds(20)] where server.probe.started.count == 0 {
      try await body(timeout)
    }
    #expect(await server.probe.started.take() == "a")
    #expect(await server.probe.stopped.take() == "a")
  }

  @Test func aRequestOfAConnectionIsCancelledAndAnswered() async throws {
    let server = TestServer()
    try await LiveService.with(server) { live in
      try await Self.untilItArrives(server) { timeout in
        try await Remote.with(live.address, requestTimeout: timeout) { remote in
          try await Remote.serving(remote) { carrier, inbox in
            for id in [.integer(1), .string("x"), .integer(1)] as [RequestID] {
              carrier.put(.message(.request(Self.hold("a", id: id))))
              let answer = try await Remote.answer(inbox)
              #expect(Self.isLate(answer))
              #expect(answer.id == (id == .string("x") ? "x" : 1))
            }
          }
        }
      }
    }
  }

  @Test(arguments: [false, true]) func aRequestByItselfIsCancelledAndAnswered(_ hasSink: Bool) async throws {
    let server = TestServer()
    try await LiveService.with(server) { live in
      try await Self.untilItArrives(server) { timeout in
        try await Remote.with(live.address, requestTimeout: timeout) { remote in
          // The nearer of the two is the one that counts.
          let arrival = Arrival(
            carrier: MemoryCarrier.abilities, peer: TestPeer(), deadline: .now + .seconds(3600),
            sink: hasSink ? Silence() : nil)
          guard case .pending(let work) = remote.respond(to: Self.hold("a"), sessionID: nil, arrival: arrival),
            case .failure(let error) = await work().outcome
          else { throw TestFailure("it was answered") }
          #expect(error.data == ["grpcStatus": 4])
        }
      }
    }
  }

  private final class Silence: MessageSink {
    func send(_ message: JSONRPCMessage) async -> Bool { true }
  }

  @Test func aSubscriptionHasNoLimit() async throws {
    let server = TestServer()
    try await LiveService.with(server) { live in
      try await Remote.with(live.address, requestTimeout: .seconds(1)) { remote in
        try await Remote.serving(remote) { carrier, inbox in
          let listen = Self.request(
            "subscriptions/listen", ["notifications": ["toolsListChanged": true]], id: .string("l"))
          carrier.put(.message(.request(listen)))
          let began = try await Remote.answer(inbox).message["method"]
          #expect(began == "notifications/subscriptions/acknowledged")
          carrier.put(.message(.request(Self.hold("a"))))
          let late = try await Remote.answer(inbox)
          #expect(Self.isLate(late))
          server.mcp.removeTool("echo")
          let told = try await Remote.answer(inbox).message["method"]
          #expect(told == "notifications/tools/list_changed")
        }
      }
    }
  }

  @Test func whatIsAnsweredInTimeIsAnsweredOnce() async throws {
    try await LiveService.with(TestServer()) { live in
      try await Remote.with(live.address, requestTimeout: .seconds(3600)) { remote in
        try await Remote.serving(remote) { carrier, inbox in
          for id in 1...100 as ClosedRange<Int64> {
            let echo = Self.request("tools/call", Client.tool("echo", ["text": "x"]), id: .integer(id))
            carrier.put(.message(.request(echo)))
          }
          var answered: Set<Int64> = []
          for _ in 1...100 { answered.insert(try await Remote.answer(inbox).id?.int ?? 0) }
          #expect(answered == Set(1...100) && inbox.count == 0)
        }
      }
    }
  }

  @Test func anIdThatIsInFlightIsRefusedAndTheFirstIsAnswered() async throws {
    let server = TestServer()
    try await LiveService.with(server) { live in
      try await Remote.with(live.address) { remote in
        try await Remote.serving(remote) { carrier, inbox in
          for key in ["a", "b"] as [JSONValue] { carrier.put(.message(.request(Self.hold(key)))) }
          let refused = try await Remote.answer(inbox)
          #expect(refused.code == -32600)
          server.probe.released.fulfil()
          let answer = try await Remote.answer(inbox)
          #expect(answer.result?["content"]?[0]?["text"] == "a")
          #expect(server.probe.calls == 1)
        }
      }
    }
  }
}
