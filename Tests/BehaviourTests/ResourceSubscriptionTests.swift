import JSON
import MCPModel
import TestSupport
import Testing

@testable import MCPEngine

/// `resources/subscribe` and `resources/unsubscribe` of the legacy revisions.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ResourceSubscriptionTests {
  private static func server(_ features: MCPServer.Features = .resourceSubscriptions) -> TestServer {
    TestServer(features) { server, _ throws(RegistrationError) in try TestCatalog.addEmpty(1, to: server) }
  }

  @Test(arguments: CarrierKind.keepingSessions, HandshakeTests.legacy)
  func tellsOfWhatWasSubscribedTo(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server()) { client in
      let opened = try await client.open(revision)
      #expect(opened?.result?["capabilities"]?["resources"] == ["subscribe": true, "listChanged": true])
      #expect(try await client.ask("resources/subscribe", ["uri": "empty://1"]).result == [:])
      #expect(try await client.ask("resources/subscribe", ["uri": "empty://1"]).result == [:], "twice is once")
      client.server.mcp.resourceUpdated("empty://2")
      client.server.mcp.resourceUpdated("empty://1")
      #expect(
        try await client.next() == [
          "jsonrpc": "2.0", "method": "notifications/resources/updated", "params": ["uri": "empty://1"],
        ])
      for uri in ["empty://1", "empty://1", "never://"] {
        #expect(try await client.ask("resources/unsubscribe", ["uri": .text(uri)]).result == [:])
      }
      client.server.mcp.resourceUpdated("empty://1")
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: CarrierKind.storingSessions)
  func needsAConnectionThatStays(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2025_11_25)
      for method in ["resources/subscribe", "resources/unsubscribe"] {
        let answer = try await client.ask(method, ["uri": "empty://1"])
        #expect(answer.code == -32601 && answer.text?.contains("StreamRequests") == true)
      }
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func hasToNameAResource(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2025_11_25)
      for method in ["resources/subscribe", "resources/unsubscribe"] {
        for params in [[:], ["uri": 7], ["uri": nil]] as [JSONValue] {
          let answer = try await client.ask(method, params)
          #expect(answer.code == -32602 && answer.path == "/params/uri")
        }
      }
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func isBounded(_ kind: CarrierKind) async throws {
    var server = Self.server()
    server.limits.maxResourcesPerSubscription = 2
    try await Client.with(kind, server) { client in
      try await client.open(.v2025_11_25)
      func subscribe(_ uri: String) async throws -> Answer {
        try await client.ask("resources/subscribe", ["uri": .text(uri)])
      }
      for uri in ["a://", "b://", "a://"] { #expect(try await subscribe(uri).result == [:]) }
      let refused = try await subscribe("c://")
      #expect(refused.code == -32603 && refused.data == ["reason": "overloaded"])
      _ = try await client.ask("resources/unsubscribe", ["uri": "b://"])
      #expect(try await subscribe("c://").result == [:])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func isNotFoundWithoutTheFeature(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    for server in [Self.server([]), TestServer(.resourceSubscriptions) { _, _ in }] {
      try await Client.with(kind, server) { client in
        let opened = try await client.open(revision)
        #expect(opened?.result?["capabilities"]?["resources"]?["subscribe"] == nil)
        for method in ["resources/subscribe", "resources/unsubscribe"] {
          #expect(try await client.ask(method, ["uri": "empty://1"]).code == -32601)
        }
      }
    }
    if revision.isStateless {
      try await Client.with(kind, Self.server()) { client in
        try await client.open(revision)
        #expect(try await client.ask("resources/subscribe", ["uri": "empty://1"]).code == -32601)
      }
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func connectionsAreApartAndLeaveNothingBehind(_ kind: CarrierKind) async throws {
    let server = Self.server()
    try await Client.with(kind, server) { client in
      try await client.open(.v2025_11_25)
      _ = try await client.ask("resources/subscribe", ["uri": "empty://1"])
      #expect(client.server.mcp.changes.count == 1)
    }
    #expect(server.mcp.changes.count == 0)
  }
}
