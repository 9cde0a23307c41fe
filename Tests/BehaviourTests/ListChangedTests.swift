import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Things that are added and removed while the server runs, and legacy connections that are told.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ListChangedTests {
  private static var server: TestServer {
    TestServer { server, _ throws(RegistrationError) in
      try TestCatalog.addEmpty(1, to: server)
    }
  }

  private static func expect(_ client: Client, _ what: String) async throws {
    let message = try await client.next()
    #expect(message["method"] == .text("notifications/\(what)/list_changed") && message["id"] == nil)
    #expect(message["params"]?["_meta"] == nil)
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func whatIsAddedIsThereAtOnceAndWhatIsRemovedIsGone(
    _ kind: CarrierKind, _ revision: ProtocolRevision
  ) async throws {
    try await Client.with(kind, Self.server) { client in
      // Without `notifications/initialized` nobody is told of it.
      if revision.isStateless {
        try await client.open(revision)
      } else {
        _ = try await client.ask("initialize", Client.handshake(revision.rawValue))
      }
      client.revision = revision
      #expect(try await client.call("tool 2").code == -32602)
      try TestCatalog.addEmpty(2, to: client.server.mcp)
      #expect(try await client.call("tool 2").result != nil)
      #expect(try await client.ask("prompts/get", ["name": "prompt 2"]).result != nil)
      #expect(try await client.ask("resources/read", ["uri": "empty://2"]).result != nil)
      #expect(try await client.ask("tools/list").result?["tools"]?.count == 2)
      for number in 1...2 {
        client.server.mcp.removeTool("tool \(number)")
        client.server.mcp.removePrompt("prompt \(number)")
        client.server.mcp.removeResource("empty://\(number)")
        client.server.mcp.removeResourceTemplate("empty\(number)://{x}")
      }
      #expect(try await client.call("tool 2").code == -32602)
      #expect(try await client.ask("prompts/get", ["name": "prompt 2"]).code == -32602)
      #expect(try await client.ask("resources/read", ["uri": "empty://2"]).data == ["uri": "empty://2"])
      for (method, member) in [
        ("tools/list", "tools"), ("prompts/list", "prompts"), ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
      ] {
        #expect(try await client.ask(method).result?[member] == [], "what was offered stays offered, if only empty")
      }
    }
  }

  @Test(arguments: CarrierKind.keepingSessions, HandshakeTests.legacy)
  func aLegacyConnectionIsToldOfEachList(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let server = client.server.mcp
      server.removeTool("tool 1")
      try await Self.expect(client, "tools")
      server.removePrompt("prompt 1")
      try await Self.expect(client, "prompts")
      server.removeResource("empty://1")
      try await Self.expect(client, "resources")
      server.removeResourceTemplate("empty1://{x}")
      try await Self.expect(client, "resources")
      try server.add(Tool(name: "new")) { _ in .text("") }
      try await Self.expect(client, "tools")
      server.add(TestResources())
      try await Self.expect(client, "resources")
      server.resourcesChanged()
      try await Self.expect(client, "resources")
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: CarrierKind.connections)
  func nothingIsToldBeforeTheClientIsReady(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      client.server.mcp.removeTool("tool 1")
      _ = try await client.ask("initialize", Client.handshake("2025-06-18"))
      client.revision = .v2025_06_18
      try client.server.mcp.add(Tool(name: "x")) { _ in .text("") }
      try client.server.mcp.add(Tool(name: "y")) { _ in .text("") }
      #expect(try await client.ask("ping").result == [:])
      try await client.notify("notifications/initialized")
      try await Self.expect(client, "tools")
      #expect(try await client.ask("ping").result == [:], "once, though much has changed")
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func whatChangesNothingIsNotTold(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2025_11_25)
      let server = client.server.mcp
      #expect(!server.removeTool("no such tool") && !server.removePrompt("no such prompt"))
      #expect(!server.removeResource("no://") && !server.removeResourceTemplate("no://{x}"))
      #expect(throws: RegistrationError.self) { try TestCatalog.addEmpty(1, to: server) }
      server.resourceUpdated("empty://1")
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: CarrierKind.keepingSessions)
  func aHandlerMayChangeItsOwnServer(_ kind: CarrierKind) async throws {
    let server = TestServer { server, _ throws(RegistrationError) in
      try server.add(Tool(name: "grow")) { [weak server] _ in
        try server?.add(Tool(name: "grown")) { _ in .text("") }
        return .text("")
      }
    }
    try await Client.with(kind, server) { client in
      try await client.open(.v2025_11_25)
      let id = try await client.send("tools/call", Client.tool("grow"))
      var messages = [try await client.next(), try await client.next()]
      messages.sort { a, _ in a["id"] == nil }
      #expect(messages[0]["method"] == "notifications/tools/list_changed" && messages[1]["id"] == id)
      #expect(try await client.call("grown").result != nil)
    }
  }

  @Test(arguments: CarrierKind.connections)
  func aRequestThatRunsGoesOnWithWhatItBeganWith(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      try await client.send("tools/call", Client.tool("hold", ["key": "a"]), id: 1)
      #expect(await client.server.probe.started.take() == "a")
      client.server.mcp.removeTool("hold")
      #expect(try await client.call("hold", ["key": "b"], id: 2).code == -32602)
      client.server.probe.released.fulfil()
      #expect(try await client.expect(1).result?["content"]?[0]?["text"] == "a")
    }
  }

  @Test func whoIsToldIsBounded() async throws {
    var server = Self.server
    server.limits.maxSubscriptions = 0
    server.features = .resourceSubscriptions
    try await Client.with(.memory, server) { client in
      try await client.open(.v2025_11_25)
      client.server.mcp.removeTool("tool 1")
      let refused = try await client.ask("resources/subscribe", ["uri": "empty://1"])
      #expect(refused.code == -32603 && refused.data == ["reason": "overloaded"])
      client.revision = .v2026_07_28
      let listen = try await client.ask("subscriptions/listen", ["notifications": [:]])
      #expect(listen.code == -32603 && listen.data == ["reason": "overloaded"])
    }
  }
}
