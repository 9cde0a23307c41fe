import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Resources that are registered one by one, and by template.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CatalogTests {
  private static var server: TestServer {
    TestServer { server, _ throws(RegistrationError) in try TestCatalog.add(to: server) }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func listsResourcesAndTemplatesInTheOrderOfRegistration(
    _ kind: CarrierKind, _ revision: ProtocolRevision
  ) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let resources = try await client.ask("resources/list").result?["resources"]
      #expect(
        resources?.elements.map { $0["uri"] } == ["shop://items/special", "shop://logo", "shop://broken"])
      #expect(resources?[0]?["mimeType"] == "text/plain" && resources?[0]?["size"] == 3)
      #expect((resources?[0]?["title"] == "Special") == (revision >= .v2025_06_18))
      let templates = try await client.ask("resources/templates/list").result?["resourceTemplates"]
      #expect(templates?.elements.map { $0["uriTemplate"] } == ["shop://items/{id}", "shop://{section}/{name}"])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func readsTheResourceBeforeTheFirstTemplateThatFits(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      for (uri, text) in [
        ("shop://items/special", "the one"), ("shop://items/7", "item id=7"),
        ("shop://books/x", "other name=x section=books"),
      ] {
        let result = try await client.ask("resources/read", ["uri": .text(uri)]).result
        #expect(result?["contents"]?[0]?["text"] == .text(text) && result?["contents"]?[0]?["uri"] == .text(uri))
        #expect((result?["cacheScope"] != nil) == revision.isStateless)
      }
      let both = try await client.ask("resources/read", ["uri": "shop://logo"]).result?["contents"]
      #expect(both?[0] == ["uri": "shop://logo", "mimeType": "image/png", "blob": "AP8="])
      #expect(both?[1]?["text"] == "A logo" && (both?[1]?["_meta"] == ["own": 1]) == (revision >= .v2025_06_18))
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func aURIThatNothingFitsIsNotFound(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      for uri in ["", "shop:", "shop://items", "shop://items/a/b", "shop://items/none", "else://x", "é"] {
        let answer = try await client.ask("resources/read", ["uri": .text(uri)])
        #expect(answer.code == -32602 && answer.data == ["uri": .text(uri)], "\(uri)")
      }
      let broken = try await client.ask("resources/read", ["uri": "shop://broken"])
      #expect(broken.code == -32603 && !broken.message.description.contains("swordfish"))
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func whatProvidersHaveComesAfterwards(_ kind: CarrierKind) async throws {
    var server = Self.server
    server.hasResources = true
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      #expect(try await client.ask("resources/read", ["uri": "test://1"]).result != nil)
      #expect(try await client.ask("resources/read", ["uri": "shop://items/1"]).result != nil)
      let unknown = try await client.ask("resources/read", ["uri": "test://9"])
      #expect(unknown.code == -32602 && unknown.data == ["uri": "test://9"])
    }
  }

  @Test func nothingIsRegisteredTwice() throws {
    let server = MCPServer("test", version: "1")
    try TestCatalog.addEmpty(1, to: server)
    func expectDuplicate(_ add: () throws -> Void) {
      let error = #expect(throws: RegistrationError.self) { try add() }
      #expect(error?.code == .duplicate && error?.message.contains("1") == true)
    }
    expectDuplicate { try server.add(Tool(name: "tool 1")) { _ in .text("") } }
    expectDuplicate { try server.add(Prompt(name: "prompt 1")) { _ in PromptResult(messages: []) } }
    expectDuplicate { try server.add(Resource(uri: "empty://1", name: "")) { _ in [] } }
    expectDuplicate { try server.add(ResourceTemplate(uriTemplate: "empty1://{x}", name: "")) { _ in [] } }
    #expect(server.removeTool("tool 1") && !server.removeTool("tool 1"))
    #expect(server.removePrompt("prompt 1") && !server.removePrompt("prompt 1"))
    #expect(server.removeResource("empty://1") && !server.removeResource("empty://1"))
    #expect(server.removeResourceTemplate("empty1://{x}") && !server.removeResourceTemplate("empty1://{x}"))
    try TestCatalog.addEmpty(1, to: server)
  }
}
