import JSON
import MCPModel
import TestSupport
import Testing

/// Ids come back as they were sent, and mean something only where they were sent.
@Suite(.serialized, .timeLimit(.minutes(10))) struct IdentifierTests {
  @Test(
    arguments: CarrierKind.allCases,
    [
      #""x""#, #""""#, #""1""#, #""é\u0000\n\"""#, "0", "1", "-1", "9223372036854775807", "-9223372036854775808",
    ])
  func comeBackAsTheyWereSent(_ kind: CarrierKind, _ id: String) async throws {
    try await Client.with(kind) { client in
      try await client.send(["jsonrpc": "2.0", "id": .json(id), "method": "ping"])
      let answer = try await client.nextAnswer()
      #expect(answer.id == .json(id) && answer.id?.kind == JSONValue.json(id).kind)
      #expect(answer.result == [:])
    }
  }

  @Test(
    arguments: CarrierKind.allCases.filter { $0.carriesText || $0 == .respond },
    ["9223372036854775808", "-9223372036854775809", "1e3", "1.0", "1.5", "null", "true", "[1]", #"{"a":1}"#])
  func thatCannotComeBackAreRefused(_ kind: CarrierKind, _ id: String) async throws {
    try await Client.with(kind) { client in
      try await client.send(["jsonrpc": "2.0", "id": .json(id), "method": "ping"])
      let answer = try await client.nextAnswer()
      #expect(answer.code == -32600 && answer.id == nil)
    }
  }

  @Test(arguments: CarrierKind.connections)
  func ofARequestInFlightCannotBeUsedAgain(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("hold", ["key": "first"]), id: 7)
      #expect(await client.server.probe.started.take() == "first")
      let duplicate = try await client.call("echo", ["text": "second"], id: 7)
      #expect(duplicate.code == -32600)
      let other = try await client.call("echo", ["text": "third"], id: "7")
      #expect(other.result != nil, "the text 7 is another id than the number")

      client.server.probe.released.fulfil()
      #expect(try await client.expect(7).result?["content"]?[0]?["text"] == "first")
      #expect(try await client.call("echo", ["text": "fourth"], id: 7).result != nil, "it is free again")
    }
  }

  @Test(arguments: CarrierKind.connections)
  func thatLookAlikeAreDifferent(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let (composed, decomposed): (JSONValue, JSONValue) = ("\u{E9}", "e\u{301}")
      try await client.send("tools/call", Client.tool("hold", ["key": "first"]), id: composed)
      #expect(await client.server.probe.started.take() == "first")
      try await client.send("tools/call", Client.tool("hold", ["key": "second"]), id: decomposed)
      #expect(await client.server.probe.started.take() == "second")
      client.server.probe.released.fulfil()
      let ids = [try await client.nextAnswer().id?.string, try await client.nextAnswer().id?.string]
      #expect(Set(ids.compactMap { $0.map { Array($0.utf8) } }) == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func ofSingleRequestsMayBeEqual(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for key in ["a", "b", "c"] as [JSONValue] {
        try await client.send("tools/call", Client.tool("hold", ["key": key]), id: 1)
      }
      for _ in 1...3 { _ = await client.server.probe.started.take() }
      client.server.probe.released.fulfil()
      var keys: Set<String?> = []
      for _ in 1...3 { keys.insert(try await client.expect(1).result?["content"]?[0]?["text"]?.string) }
      #expect(keys == ["a", "b", "c"])
    }
  }
}
