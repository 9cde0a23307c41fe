import CoreGRPC
import JSON
import MCPModel
import Protobufs
import TestSupport
import Testing
import Wire

@testable import MCPEngine

/// What `subscriptions/listen` (2026-07-28) is for: the changes that a client asked for, and no others.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ListenTests {
  private static func server(_ features: MCPServer.Features = .resourceSubscriptions) -> TestServer {
    TestServer(features) { server, _ throws(RegistrationError) in try TestCatalog.addEmpty(1, to: server) }
  }

  /// - Returns: what the acknowledgement says is honoured.
  private static func listen(_ client: Client, _ filter: JSONValue, id: JSONValue) async throws -> JSONValue? {
    try await client.send("subscriptions/listen", ["notifications": filter], id: id)
    let message = try await client.next()
    #expect(message["method"] == "notifications/subscriptions/acknowledged")
    #expect(message["params"]?["_meta"] == ["io.modelcontextprotocol/subscriptionId": id])
    return message["params"]?["notifications"]
  }

  private static func expect(_ client: Client, _ method: String, of id: JSONValue) async throws {
    let message = try await client.next()
    #expect(message["method"] == .text("notifications/" + method))
    #expect(message["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == id)
  }

  @Test(arguments: CarrierKind.withNotifications)
  func eachChangeThatWasAskedForArrives(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      let filter: JSONValue = [
        "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
        "resourceSubscriptions": ["empty://1", "else://2"],
      ]
      let honoured = try await Self.listen(client, filter, id: "all")
      #expect(honoured == filter.with("resourceSubscriptions", ["else://2", "empty://1"]))
      let server = client.server.mcp
      server.removeTool("tool 1")
      try await Self.expect(client, "tools/list_changed", of: "all")
      server.removePrompt("prompt 1")
      try await Self.expect(client, "prompts/list_changed", of: "all")
      server.removeResource("empty://1")
      try await Self.expect(client, "resources/list_changed", of: "all")
      server.resourceUpdated("else://2")
      let updated = try await client.next()
      #expect(updated["method"] == "notifications/resources/updated" && updated["params"]?["uri"] == "else://2")
      #expect(updated["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == "all")
      await client.drain()
      #expect(try await client.expect("all").result?["resultType"] == "complete")
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func whatWasNotAskedForNeverArrives(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      let honoured = try await Self.listen(
        client, ["promptsListChanged": true, "toolsListChanged": false, "resourceSubscriptions": ["empty://1"]],
        id: 1)
      #expect(honoured == ["promptsListChanged": true, "resourceSubscriptions": ["empty://1"]])
      let server = client.server.mcp
      server.removeTool("tool 1")
      server.removeResourceTemplate("empty1://{x}")
      server.resourceUpdated("empty://2")
      server.resourceUpdated("empty://1")
      try await Self.expect(client, "resources/updated", of: 1)
      server.resourcesChanged()
      server.removePrompt("prompt 1")
      try await Self.expect(client, "prompts/list_changed", of: 1)
      await client.drain()
      #expect(try await client.expect(1).result != nil)
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func anEmptyFilterHearsNothing(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      #expect(try await Self.listen(client, [:], id: 1) == [:])
      client.server.mcp.removeTool("tool 1")
      client.server.mcp.resourceUpdated("empty://1")
      await client.drain()
      #expect(try await client.expect(1).result?["resultType"] == "complete")
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func whatTheServerDoesNotHaveIsNotHonoured(_ kind: CarrierKind) async throws {
    let bare = TestServer { server, _ throws(RegistrationError) in
      try server.add(Tool(name: "only")) { _ in .text("") }
    }
    try await Client.with(kind, bare) { client in
      try await client.open(.v2026_07_28)
      let honoured = try await Self.listen(
        client,
        [
          "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
          "resourceSubscriptions": ["x://"], "somethingNew": [:],
        ], id: 1)
      #expect(honoured == ["toolsListChanged": true])
      await client.drain()
      #expect(try await client.expect(1).result != nil)
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func singleResourcesNeedTheFeature(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server([])) { client in
      try await client.open(.v2026_07_28)
      #expect(try await client.ask("server/discover").result?["capabilities"]?["resources"] == ["listChanged": true])
      #expect(try await Self.listen(client, ["resourceSubscriptions": ["empty://1"]], id: 1) == [:])
      client.server.mcp.resourceUpdated("empty://1")
      await client.drain()
      #expect(try await client.expect(1).result != nil)
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func listenersAreApart(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server()) { client in
      try await client.open(.v2026_07_28)
      _ = try await Self.listen(client, ["toolsListChanged": true], id: 1)
      _ = try await Self.listen(client, ["toolsListChanged": true, "promptsListChanged": true], id: "two")
      client.server.mcp.removePrompt("prompt 1")
      try await Self.expect(client, "prompts/list_changed", of: "two")
      client.server.mcp.removeTool("tool 1")
      let ids = [try await client.next(), try await client.next()].map {
        $0["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"]
      }
      #expect(ids.contains(1) && ids.contains("two"))
      if kind.isConnection {
        try await client.cancel(1)
        #expect(try await client.ask("server/discover").result != nil)
        try client.server.mcp.add(Tool(name: "new")) { _ in .text("") }
        try await Self.expect(client, "tools/list_changed", of: "two")
        #expect(client.server.mcp.changes.count == 1)
      }
      await client.drain()
    }
  }

  @Test(
    arguments: CarrierKind.withNotifications,
    [
      (#"{}"#, "/params/notifications"), (#"{"notifications":true}"#, "/params/notifications"),
      (#"{"notifications":{"toolsListChanged":1}}"#, "/params/notifications/toolsListChanged"),
      (#"{"notifications":{"promptsListChanged":null}}"#, "/params/notifications/promptsListChanged"),
      (#"{"notifications":{"resourcesListChanged":"true"}}"#, "/params/notifications/resourcesListChanged"),
      (#"{"notifications":{"resourceSubscriptions":true}}"#, "/params/notifications/resourceSubscriptions"),
      (#"{"notifications":{"resourceSubscriptions":["x",7]}}"#, "/params/notifications/resourceSubscriptions/1"),
      (
        #"{"notifications":{"resourceSubscriptions":["1","2","3","4"]}}"#,
        "/params/notifications/resourceSubscriptions"
      ),
    ])
  func aFilterThatIsNoneIsNamed(_ kind: CarrierKind, _ bad: (params: String, path: String)) async throws {
    var server = Self.server()
    server.limits.maxResourcesPerSubscription = 3
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.ask("subscriptions/listen", .json(bad.params))
      #expect(answer.code == -32602 && answer.path == bad.path)
      #expect(client.server.mcp.changes.count == 0)
    }
  }

  /// A client that does not know the newer fields of `mcp.proto` would hear nothing, and is told so.
  @Test func aClientThatTakesNoNotificationsIsRefused() async throws {
    try await LiveService.with(Self.server()) { live in
      let stream = try live.channel.stream(Mcp_MCPService.Method.streamRequests.path, CallOptions())
      let listen: JSONValue = [
        "jsonrpc": "2.0", "id": "listen", "method": "subscriptions/listen",
        "params": [
          "notifications": ["toolsListChanged": true],
          "_meta": [
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": [:],
          ],
        ],
      ]
      try await stream.send(WireMessages.request(listen, asStruct: true).encoded())
      stream.finishSending()
      let answer = Answer(try WireMessages.json(try #require(try await stream.next())))
      #expect(answer.code == -32601 && answer.id == "listen")
    }
  }
}
