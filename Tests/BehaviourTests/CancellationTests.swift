import CoreGRPC
import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct CancellationTests {
  private static func hold(_ key: String) -> JSONValue { Client.tool("hold", ["key": .text(key)]) }

  @Test(arguments: CarrierKind.connections)
  func stopsTheHandlerAndLeavesTheIdFree(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for id in [7, "seven", ""] as [JSONValue] {
        try await client.send("tools/call", Self.hold("a"), id: id)
        #expect(await client.server.probe.started.take() == "a")
        try await client.cancel(id)
        #expect(await client.server.probe.stopped.take() == "a")
        let answer = try await client.call("echo", ["text": "again"], id: id)
        #expect(answer.result?["content"]?[0]?["text"] == "again", "the cancelled call is not answered")
      }
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func ofTheCallStopsTheHandler(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Self.hold("a"), id: 7)
      #expect(await client.server.probe.started.take() == "a")
      try await client.cancel(7)
      #expect(await client.server.probe.stopped.take() == "a")
      if kind.isGRPC {
        guard case .failed(let status) = await client.nextEvent() else {
          Issue.record("the call was answered")
          return
        }
        #expect(status.code == .cancelled)
      }
      #expect(try await client.call("echo", ["text": "again"], id: 7).result != nil)
    }
  }

  @Test(arguments: CarrierKind.connections)
  func leavesOtherRequestsAlone(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for id in 1...3 as ClosedRange<Int64> {
        try await client.send("tools/call", Self.hold("\(id)"), id: .number(id))
        #expect(await client.server.probe.started.take() == "\(id)")
      }
      try await client.cancel(2)
      #expect(await client.server.probe.stopped.take() == "2")
      client.server.probe.released.fulfil()
      #expect(Set([try await client.nextAnswer().id?.int, try await client.nextAnswer().id?.int]) == [1, 3])
    }
  }

  @Test(arguments: CarrierKind.connections)
  func ofWhatIsUnknownOrOverIsIgnored(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      _ = try await client.call("later", ["text": "x"], id: 5)
      for id in [5, 99, "5", "unknown"] as [JSONValue] { try await client.cancel(id) }
      try await client.notify("notifications/cancelled")
      for id in [nil, true, [5], 1.5] as [JSONValue] {
        try await client.notify("notifications/cancelled", ["requestId": id])
      }
      try await client.send(["jsonrpc": "2.0", "method": "notifications/cancelled"])
      #expect(try await client.call("later", ["text": "y"], id: 5).result?["content"]?[0]?["text"] == "y")
    }
  }

  @Test(arguments: CarrierKind.connections)
  func ofARequestThatWaitsTakesItOutOfTheQueue(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.maxInFlightPerConnection = 1
    server.limits.maxWaitingPerConnection = 1
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Self.hold("runs"), id: 1)
      #expect(await client.server.probe.started.take() == "runs")
      try await client.send("tools/call", Self.hold("waits"), id: 2)
      try await client.cancel(2)
      try await client.send("tools/call", Self.hold("next"), id: 2)
      // A connection is read in order, so this answer says that all of the above has been read.
      #expect(try await client.call("echo", ["text": "x"], id: 3).result != nil)
      client.server.probe.released.fulfil()
      #expect(try await client.expect(1).result != nil)
      #expect(try await client.expect(2).result?["content"]?[0]?["text"] == "next")
      #expect(await client.server.probe.started.take() == "next")
      #expect(client.server.probe.calls == 3, "what was cancelled did not run")
    }
  }

  @Test(arguments: CarrierKind.connections, ["7.0", "70e-1"])
  func takesAnIntegerHoweverItIsWritten(_ kind: CarrierKind, _ requestID: String) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Self.hold("a"), id: 7)
      #expect(await client.server.probe.started.take() == "a")
      try await client.notify("notifications/cancelled", ["requestId": .json(requestID)])
      #expect(await client.server.probe.stopped.take() == "a")
    }
  }

  @Test(arguments: CarrierKind.connections)
  func ofABlockingCallThatWaitsForAThreadKeepsItFromRunning(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.blockingThreads = 1
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("block", ["key": "runs"]), id: 1)
      #expect(await client.server.probe.started.take() == "runs")
      try await client.send("tools/call", Client.tool("block", ["key": "waits"]), id: 2)
      try await client.cancel(2)
      // A connection is read in order, so this answer says that all of the above has been read.
      #expect(try await client.call("echo", ["text": "x"], id: 3).result != nil)
      client.server.probe.unblocked.open()
      #expect(try await client.expect(1).result?["content"]?[0]?["text"] == "runs")
      #expect(try await client.call("block", ["key": "last"], id: 4).result?["content"]?[0]?["text"] == "last")
      #expect(await client.server.probe.started.take() == "last")
    }
  }

  /// Ten thousand calls that were given up leave neither a place nor an id taken.
  @Test(.timeLimit(.minutes(10)), arguments: CarrierKind.connections)
  func ofManyLeavesNothingBehind(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.maxInFlightPerConnection = 100
    // A place is free a little after its handler has stopped.
    server.limits.maxWaitingPerConnection = 100
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      let ids = (1...100).map { JSONValue.number($0) }
      for _ in 1...100 {
        for id in ids { try await client.send("tools/call", Self.hold("x"), id: id) }
        for _ in ids { #expect(await client.server.probe.started.take() == "x") }
        for id in ids { try await client.cancel(id) }
        for _ in ids { #expect(await client.server.probe.stopped.take() == "x") }
      }
      #expect(try await client.call("later", ["text": "x"], id: 1).result != nil)
      #expect(client.server.probe.calls == 10_001)
    }
  }
}
