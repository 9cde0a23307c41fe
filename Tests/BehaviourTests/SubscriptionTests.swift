import CoreGRPC
import JSON
import MCPModel
import TestSupport
import Testing

/// `subscriptions/listen` (2026-07-28): a request that is acknowledged first and answered when it ends.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SubscriptionTests {
  private static let params: JSONValue = ["notifications": ["toolsListChanged": true]]

  private static func listen(_ client: Client, id: JSONValue) async throws {
    try await client.send("subscriptions/listen", params, id: id)
    let message = try await client.next()
    #expect(message["method"] == "notifications/subscriptions/acknowledged" && message["id"] == nil)
    #expect(message["params"]?["_meta"] == ["io.modelcontextprotocol/subscriptionId": id])
    #expect(message["params"]?["notifications"] == ["toolsListChanged": true])
  }

  @Test(arguments: CarrierKind.withNotifications, [7, "seven", ""] as [JSONValue])
  func isAcknowledgedFirstAndClosedByADrain(_ kind: CarrierKind, _ id: JSONValue) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.listen(client, id: id)
      await client.drain()
      let closing = try await client.expect(id)
      #expect(closing.result?["resultType"] == "complete")
      #expect(closing.result?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == id)
    }
  }

  @Test(arguments: CarrierKind.connections)
  func endsWithoutAnAnswerWhenItIsCancelled(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for _ in 1...3 {
        try await Self.listen(client, id: 7)
        try await client.cancel(7)
      }
      #expect(try await client.call("echo", ["text": "x"], id: 7).result != nil)
    }
  }

  @Test(arguments: [CarrierKind.serverStreamStruct, .serverStreamJSON])
  func endsWithItsCall(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.listen(client, id: 7)
      try await client.cancel(7)
      guard case .failed(let status) = await client.nextEvent() else {
        Issue.record("the subscription was answered")
        return
      }
      #expect(status.code == .cancelled)
    }
  }

  @Test(arguments: CarrierKind.connections)
  func leavesTheConnectionToOthers(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await Self.listen(client, id: 1)
      try await Self.listen(client, id: 2)
      #expect(try await client.call("later", ["text": "x"], id: 3).result != nil)
      await client.drain()
      #expect(Set([try await client.nextAnswer().id?.int, try await client.nextAnswer().id?.int]) == [1, 2])
    }
  }

  @Test(arguments: CarrierKind.allCases.filter { !$0.carriesNotifications })
  func isRefusedWhereNothingCouldBeSentNamingWhatToUse(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.ask("subscriptions/listen", Self.params)
      #expect(answer.code == -32601)
      #expect(answer.text?.contains("ServerStream") == true && answer.text?.contains("StreamRequests") == true)
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func hasToSayWhatItWants(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for params in [[:], ["notifications": []], ["notifications": nil]] as [JSONValue] {
        let answer = try await client.ask("subscriptions/listen", params)
        #expect(answer.code == -32602 && answer.path == "/params/notifications")
      }
    }
  }
}
