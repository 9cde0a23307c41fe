import Bytes
import CoreGRPC
import JSON
import MCPEngine
import MCPModel
import MCPService
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RemoteBackendTests {
  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  private static func call(_ tool: String, _ arguments: JSONValue, id: RequestID = .integer(1)) -> JSONRPCRequest {
    JSONRPCRequest(
      id: id, method: "tools/call", params: Client.tool(tool, arguments).with("_meta", meta.with("progressToken", 1)))
  }

  @Test func executesARequest() async throws {
    try await LiveService.with(TestServer()) { live in
      try await Remote.with(live.address) { remote in
        let response = try await remote.execute(Self.call("echo", ["text": "x"]))
        #expect(response.id == .integer(1))
        #expect(try response.outcome.get().value["structuredContent"] == ["text": "x"])
      }
    }
  }

  @Test func carriesASession() async throws {
    try await LiveService.with(TestServer()) { live in
      try await Remote.with(live.address) { remote in
        let opened = try await remote.execute(
          JSONRPCRequest(id: .integer(0), method: "initialize", params: Client.handshake("2025-06-18")))
        let session = try #require(opened.sessionID)
        let list = JSONRPCRequest(id: .integer(1), method: "tools/list", params: nil)
        let listed = try await remote.execute(list, sessionID: session)
        #expect(try listed.outcome.get().value["tools"] != nil)
        guard case .failure(let error) = try await remote.execute(list).outcome else {
          Issue.record("there is no session")
          return
        }
        #expect(error.code == .invalidParams)
      }
    }
  }

  @Test func streamsNotificationsBeforeTheResponse() async throws {
    try await LiveService.with(TestServer()) { live in
      try await Remote.with(live.address) { remote in
        var progress: [JSONValue?] = []
        let response = try await remote.stream(Self.call("steps", ["count": 3])) { notification in
          progress.append(notification.params?["progress"])
        }
        #expect(progress == [1, 2, 3])
        #expect(try response.outcome.get().value["isError"] == nil)
      }
    }
  }

  @Test func saysWhyNobodyAnswered() async throws {
    let notes = Inbox<String>()
    let address = "unix:/tmp/rialto-tests-nobody-listens-here"
    try await Remote.with(address, note: { notes.put($0) }) { remote in
      let error = await #expect(throws: GRPCError.self) { _ = try await remote.execute(Self.call("echo", [:])) }
      #expect(error?.code == .unavailable)

      let arrival = Arrival(carrier: MemoryCarrier.abilities, peer: TestPeer())
      guard case .pending(let work) = remote.respond(to: Self.call("echo", [:]), sessionID: nil, arrival: arrival),
        case .failure(let answer) = await work().outcome
      else {
        Issue.record("nobody is there to answer")
        return
      }
      #expect(answer.code == .internalError && answer.data == ["grpcStatus": 14])
      #expect(answer.message == "The server behind this bridge cannot be reached", "where it is, is nobody's business")
      #expect(await notes.take()?.contains(address) == true)
    }
  }

  @Test func answersWhatWasInFlightWhenTheServerIsGoneAndConnectsAgain() async throws {
    let address = "unix:/tmp/rialto-tests-\(UInt64.random(in: 0...UInt64.max))"
    try await Remote.with(address) { remote in
      try await Remote.serving(remote) { carrier, inbox in
        let first = TestServer()
        try await LiveService.with(first, address: address) { live in
          carrier.put(.message(.request(Self.call("hold", ["key": "a"], id: .integer(1)))))
          #expect(await first.probe.started.take() == "a")
          live.server.beginGracefulShutdown(drain: .zero)
          let answer = try await Remote.answer(inbox)
          #expect(answer.id == 1 && answer.code == -32603 && answer.data?["grpcStatus"] != nil)
        }
        #expect(first.probe.calls == 1, "nobody knows what became of it, so it is not sent again")
        let second = TestServer()
        try await LiveService.with(second, address: address) { _ in
          carrier.put(.message(.request(Self.call("echo", ["text": "x"], id: .integer(1)))))
          let answer = try await Remote.answer(inbox)
          #expect(answer.id == 1 && answer.result?["structuredContent"] == ["text": "x"])
        }
      }
    }
  }

  @Test func answersEveryRequestThoughNobodyListens() async throws {
    try await Remote.with("unix:/tmp/rialto-tests-nobody-listens-here") { remote in
      try await Remote.serving(remote) { carrier, inbox in
        for id in 1...3 as ClosedRange<Int64> {
          carrier.put(.message(.request(Self.call("echo", ["text": "x"], id: .integer(id)))))
          let answer = try await Remote.answer(inbox)
          #expect(answer.id == .number(id) && answer.code == -32603 && answer.data == ["grpcStatus": 14])
        }
      }
    }
  }

  @Test func twoClientsWithEqualIdsGetTheirOwnAnswers() async throws {
    try await LiveService.with(TestServer()) { live in
      try await Remote.with(live.address) { remote in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for client in ["a", "b"] {
            group.addTask {
              try await Remote.serving(remote) { carrier, inbox in
                for id in 1...200 as ClosedRange<Int64> {
                  let text = JSONValue.text("\(client)\(id)")
                  carrier.put(.message(.request(Self.call("later", ["text": text], id: .integer(id)))))
                }
                for _ in 1...200 {
                  let answer = try await Remote.answer(inbox)
                  let text = answer.result?["content"]?[0]?["text"]?.string
                  #expect(text == "\(client)\(answer.id?.description ?? "")")
                }
              }
            }
          }
          try await group.waitForAll()
        }
      }
    }
  }
}
