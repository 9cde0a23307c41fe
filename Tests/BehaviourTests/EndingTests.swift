import CoreGRPC
import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// How a connection ends, and what becomes of the requests in flight.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EndingTests {
  private static func hold(_ client: Client, ids: ClosedRange<Int64>) async throws {
    for id in ids { try await client.send("tools/call", Client.tool("hold", ["key": .text("\(id)")]), id: .number(id)) }
    for _ in ids { _ = await client.server.probe.started.take() }
  }

  private static func answers(_ client: Client, count: Int) async throws -> Set<Int64?> {
    var ids: Set<Int64?> = []
    for _ in 1...count {
      let answer = try await client.nextAnswer()
      #expect(answer.result != nil)
      ids.insert(answer.id?.int)
    }
    return ids
  }

  @Test(arguments: CarrierKind.connections.filter(\.answersAfterTheEnd))
  func aClientThatHasNoMoreToSayGetsItsAnswers(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...3)
      await client.finish()
      client.server.probe.released.fulfil()
      #expect(try await Self.answers(client, count: 3) == [1, 2, 3])
      guard case nil = await client.nextEvent() else {
        Issue.record("something came after the last answer")
        return
      }
    }
  }

  /// The README's table of what carriers can carry: at the end of the client's messages.
  @Test(arguments: CarrierKind.connections.filter { !$0.answersAfterTheEnd })
  func aClientThatClosesCancelsWhatIsInFlight(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...3)
      await client.finish()
      var stopped: Set<String?> = []
      for _ in 1...3 { stopped.insert(await client.server.probe.stopped.take()) }
      #expect(stopped == ["1", "2", "3"])
    }
  }

  @Test(arguments: CarrierKind.connections)
  func aConnectionWithoutRequestsEndsAtOnce(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      await client.finish()
      guard case nil = await client.nextEvent() else {
        Issue.record("something came out of nothing")
        return
      }
    }
  }

  @Test(arguments: CarrierKind.connections.filter { $0 != .stdio })
  func aClientThatIsGoneCancelsItsRequests(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...3)
      await client.reset()
      var stopped: Set<String?> = []
      for _ in 1...3 { stopped.insert(await client.server.probe.stopped.take()) }
      #expect(stopped == ["1", "2", "3"])
    }
  }

  @Test(arguments: [CarrierKind.memory, .bridge])
  func nothingIsSaidToAClientThatIsGone(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...3)
      await client.reset()
      for _ in 1...3 { _ = await client.server.probe.stopped.take() }
      guard case nil = await client.nextEvent() else {
        Issue.record("somebody was answered")
        return
      }
    }
  }

  @Test(arguments: CarrierKind.connections.filter { $0 != .stdio })
  func whatWaitsForAClientThatIsGoneNeverRuns(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.maxInFlightPerConnection = 1
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...1)
      for id in 2...9 as ClosedRange<Int64> {
        try await client.send("tools/call", Client.tool("later", ["text": "x"]), id: .number(id))
      }
      // A connection is read in order, so this answer says that all of the above has been read.
      #expect(try await client.ask("tools/list", id: 10).result != nil)
      await client.reset()
      #expect(await client.server.probe.stopped.take() == "1")
    }
    #expect(server.probe.calls == 1)
  }

  @Test(arguments: CarrierKind.connections.filter(\.answersAfterTheEnd))
  func whatWaitsIsAnsweredBeforeTheEnd(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.maxInFlightPerConnection = 1
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      for id in 1...3 as ClosedRange<Int64> {
        try await client.send("tools/call", Client.tool("hold", ["key": .text("\(id)")]), id: .number(id))
      }
      await client.finish()
      client.server.probe.released.fulfil()
      for id in 1...3 as ClosedRange<Int64> { #expect(try await client.expect(.number(id)).result != nil) }
    }
  }

  @Test(arguments: CarrierKind.connections)
  func aServerThatDrainsFinishesWhatIsInFlight(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...3)
      await client.drain()
      client.server.probe.released.fulfil()
      #expect(try await Self.answers(client, count: 3) == [1, 2, 3])
      switch await client.nextEvent() {
      case nil: break
      case .failed(let status): #expect(status.code == .unavailable)
      case .message(let message): Issue.record("\(message) came after the last answer")
      }
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func aServerThatDrainsFinishesSingleRequests(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.hold(client, ids: 1...3)
      await client.drain()
      client.server.probe.released.fulfil()
      #expect(try await Self.answers(client, count: 3) == [1, 2, 3])
    }
  }

  @Test(arguments: [CarrierKind.streamStruct, .streamJSON])
  func anIdleStreamEndsWhenTheServerDrains(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      #expect(try await client.call("echo", ["text": "x"]).result != nil)
      await client.drain()
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the stream did not say why it ended")
        return
      }
      #expect(status.code == .unavailable)
    }
  }

  @Test func anIdleWebSocketEndsWhenTheServerDrains() async throws {
    try await Client.with(.webSocket) { client in
      try await client.open(.v2026_07_28)
      #expect(try await client.call("echo", ["text": "x"]).result != nil)
      await client.drain()
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the server did not say why it went away")
        return
      }
      #expect(status.code == .unavailable)
    }
  }

  @Test(arguments: CarrierKind.connections)
  func aHundredRequestsAreAnsweredThoughTheFirstIsTheLast(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("hold", ["key": "first"]), id: 0)
      for id in 1..<100 as Range<Int64> {
        let tool = ["echo", "later"][Int(id) % 2]
        try await client.send("tools/call", Client.tool(tool, ["text": .text("\(id)")]), id: .number(id))
      }
      var ids: Set<Int64?> = []
      for _ in 1..<100 {
        let answer = try await client.nextAnswer()
        #expect(answer.result?["content"]?[0]?["text"]?.string == answer.id?.int.map(String.init))
        ids.insert(answer.id?.int)
      }
      #expect(ids == Set(1..<100))
      client.server.probe.released.fulfil()
      #expect(try await client.expect(0).result != nil)
    }
  }
}
