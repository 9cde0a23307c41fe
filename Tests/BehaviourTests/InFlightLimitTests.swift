import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// At its limits a connection goes on reading: requests wait in their order, then are refused.
@Suite(.serialized, .timeLimit(.minutes(10))) struct InFlightLimitTests {
  private static func server(running: Int, waiting: Int) -> TestServer {
    var server = TestServer()
    server.limits.maxInFlightPerConnection = running
    server.limits.maxWaitingPerConnection = waiting
    return server
  }

  @Test(arguments: CarrierKind.connections)
  func requestsWaitInOrderAndThenAreRefused(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server(running: 2, waiting: 2)) { client in
      try await client.open(.v2026_07_28)
      let probe = client.server.probe
      for key in ["a", "b", "c", "d", "e"] {
        try await client.send("tools/call", Client.tool("hold", ["key": .text(key)]), id: .text(key))
      }
      let refused = try await client.expect("e")
      #expect(refused.code == -32603 && refused.data == ["reason": "overloaded"])
      #expect(Set([await probe.started.take(), await probe.started.take()]) == ["a", "b"])
      #expect(probe.calls == 2)

      #expect(try await client.call("echo", ["text": "x"]).result != nil, "what is answered at once needs no place")
      #expect(try await client.ask("tools/list").result != nil)

      try await client.cancel("a")
      #expect(await probe.stopped.take() == "a")
      #expect(await probe.started.take() == "c", "the longest wait comes first")
      try await client.cancel("b")
      #expect(await probe.started.take() == "d")
      probe.released.fulfil()
      let ids = [try await client.nextAnswer().id?.string, try await client.nextAnswer().id?.string]
      #expect(Set(ids) == ["c", "d"])
    }
  }

  @Test(arguments: CarrierKind.connections)
  func aRequestThatWaitsHasItsIdTaken(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server(running: 1, waiting: 4)) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("hold", ["key": "a"]), id: 1)
      try await client.send("tools/call", Client.tool("hold", ["key": "b"]), id: 2)
      try await client.send("tools/call", Client.tool("hold", ["key": "c"]), id: 2)
      #expect(try await client.expect(2).code == -32600)
      client.server.probe.released.fulfil()
      #expect(try await client.expect(1).result != nil)
      #expect(try await client.expect(2).result?["content"]?[0]?["text"] == "b")
    }
  }

  @Test(arguments: CarrierKind.connections)
  func theBytesOfWhatWaitsAreBounded(_ kind: CarrierKind) async throws {
    var server = Self.server(running: 1, waiting: 100)
    server.limits.maxWaitingBytesPerConnection = 5000
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      func send(_ id: Int64, _ bytes: Int) async throws {
        let text = JSONValue.text(String(repeating: "x", count: bytes))
        try await client.send("tools/call", Client.tool("later", ["text": text]), id: .number(id))
      }
      try await client.send("tools/call", Client.tool("hold", ["key": "runs"]), id: 1)
      try await send(2, 20_000)
      try await send(3, 10)
      #expect(try await client.expect(3).data == ["reason": "overloaded"], "one may wait whatever its size")
      try await client.cancel(2)
      try await send(4, 2000)
      try await send(5, 4000)
      #expect(try await client.expect(5).data == ["reason": "overloaded"])
      client.server.probe.released.fulfil()
      #expect(try await client.expect(1).result != nil)
      #expect(try await client.expect(4).result != nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func blockingCallsBeyondTheirQueueAreRefused(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.blockingThreads = 1
    server.limits.blockingQueueLength = 0
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("block", ["key": "a"]), id: 1)
      #expect(await client.server.probe.started.take() == "a")
      let refused = try await client.call("block", ["key": "b"], id: 2)
      #expect(refused.code == -32603 && refused.data == ["reason": "overloaded"])
      client.server.probe.unblocked.open()
      #expect(try await client.expect(1).result != nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func blockingCallsHoldUpNoOthers(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.blockingThreads = 4
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      for id in 1...10 as ClosedRange<Int64> {
        try await client.send("tools/call", Client.tool("block", ["key": "x"]), id: .number(id))
      }
      for _ in 1...4 { #expect(await client.server.probe.started.take() == "x") }
      for _ in 1...100 { #expect(try await client.call("echo", ["text": "y"], id: "echo").result != nil) }
      client.server.probe.unblocked.open()
      var ids: Set<Int64?> = []
      for _ in 1...10 { ids.insert(try await client.nextAnswer().id?.int) }
      #expect(ids == Set(1...10))
    }
  }
}
