import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Lists that come in pages, and change between them.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PaginationTests {
  private static let lists = [
    ("tools/list", "tools"), ("prompts/list", "prompts"), ("resources/list", "resources"),
    ("resources/templates/list", "resourceTemplates"),
  ]

  private static func server(pageSize: Int) -> TestServer {
    var server = TestServer { server, _ throws(RegistrationError) in
      for number in 1...5 { try TestCatalog.addEmpty(number, to: server) }
    }
    server.limits.pageSize = pageSize
    return server
  }

  /// The entries' names on each page, from the one that `cursor` names.
  private static func pages(
    _ client: Client, _ method: String, _ member: String, from cursor: JSONValue? = nil
  ) async throws -> [[String]] {
    var pages: [[String]] = []
    var cursor = cursor
    repeat {
      let result = try #require(try await client.ask(method, JSONValue.object([]).with("cursor", cursor)).result)
      pages.append((result[member] ?? []).elements.map { $0["name"]?.string ?? "" })
      cursor = result["nextCursor"]
    } while cursor != nil && pages.count < 100
    return pages
  }

  private static func cursor(_ client: Client, _ method: String) async throws -> JSONValue {
    try #require(try await client.ask(method).result?["nextCursor"])
  }

  @Test(arguments: CarrierKind.allCases, [1, 2, 3, 5])
  func everythingComesOnceAndInOrder(_ kind: CarrierKind, _ pageSize: Int) async throws {
    try await Client.with(kind, Self.server(pageSize: pageSize)) { client in
      for revision in [ProtocolRevision.v2025_06_18, .v2026_07_28] {
        try await client.open(revision)
        for (method, member) in Self.lists {
          let pages = try await Self.pages(client, method, member)
          #expect(pages.count == (5 + pageSize - 1) / pageSize, "\(method)")
          #expect(pages.dropLast().allSatisfy { $0.count == pageSize })
          #expect(pages.joined().map { $0.suffix(1) } == ["1", "2", "3", "4", "5"])
        }
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, [1, 2, 3, 4])
  func resourcesOfAllSourcesFollowEachOther(_ kind: CarrierKind, _ pageSize: Int) async throws {
    var server = Self.server(pageSize: pageSize)
    server.hasResources = true
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      client.server.mcp.add(TestResources())
      let pages = try await Self.pages(client, "resources/list", "resources")
      #expect(pages.allSatisfy { $0.count <= pageSize })
      #expect(
        Array(pages.joined()) == (1...5).map { "resource \($0)" } + (1...5).map { "r\($0)" } + (1...5).map { "r\($0)" })
      let templates = try await Self.pages(client, "resources/templates/list", "resourceTemplates")
      #expect(Array(templates.joined()) == (1...5).map { "template \($0)" } + ["numbered"])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aCursorOutlivesTheEntryThatItNames(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server(pageSize: 2)) { client in
      try await client.open(.v2026_07_28)
      var cursors: [JSONValue] = []
      for (method, _) in Self.lists { cursors.append(try await Self.cursor(client, method)) }
      let server = client.server.mcp
      for number in 1...3 {
        server.removeTool("tool \(number)")
        server.removePrompt("prompt \(number)")
        server.removeResource("empty://\(number)")
        server.removeResourceTemplate("empty\(number)://{x}")
      }
      try TestCatalog.addEmpty(6, to: server)
      try TestCatalog.addEmpty(1, to: server)
      for ((method, member), cursor) in zip(Self.lists, cursors) {
        let pages = try await Self.pages(client, method, member, from: cursor)
        #expect(pages.joined().map { $0.suffix(1) } == ["4", "5", "6", "1"], "\(method): nothing twice, nothing lost")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aCursorIsGoodForItsListOnly(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server(pageSize: 2)) { client in
      try await client.open(.v2026_07_28)
      for (method, _) in Self.lists {
        let cursor = try await Self.cursor(client, method)
        for (other, _) in Self.lists where other != method {
          let answer = try await client.ask(other, ["cursor": cursor])
          #expect(answer.code == -32602 && answer.path == "/params/cursor")
        }
        #expect(try await client.ask(method, ["cursor": cursor]).result != nil)
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aCursorThatWasChangedOrInventedIsRefused(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server(pageSize: 2)) { client in
      try await client.open(.v2026_07_28)
      for (method, _) in Self.lists {
        let cursor = try #require(try await Self.cursor(client, method).string)
        let invented = ["2", "Mg", "Mg==", "0 2 ", String(cursor.dropLast()), cursor + "A", cursor.lowercased()]
        for text in invented + [String(repeating: "A", count: 100_000), String(cursor.reversed())] {
          let answer = try await client.ask(method, ["cursor": .text(text)])
          #expect(answer.code == -32602 && answer.path == "/params/cursor")
        }
      }
    }
  }

  @Test func aCursorFromBeforeThereWereProvidersGoesOn() async throws {
    try await Client.with(.memory, Self.server(pageSize: 2)) { client in
      try await client.open(.v2026_07_28)
      let cursor = try await Self.cursor(client, "resources/list")
      client.server.mcp.add(TestResources())
      let pages = try await Self.pages(client, "resources/list", "resources", from: cursor)
      #expect(Array(pages.joined().prefix(4)) == ["resource 3", "resource 4", "resource 5", "r1"])
    }
  }

  /// Replicas that share keys take each other's cursors.
  @Test func aCursorIsGoodAtAnotherReplica() async throws {
    let server = Self.server(pageSize: 2)
    let cursor = try await Client.with(.memory, server) { client in
      try await client.open(.v2026_07_28)
      return try await Self.cursor(client, "tools/list")
    }
    try await Client.with(.executeStruct, server) { client in
      try await client.open(.v2026_07_28)
      let pages = try await Self.pages(client, "tools/list", "tools", from: cursor)
      #expect(pages == [["tool 3", "tool 4"], ["tool 5"]])
    }
  }

  @Test func whatOnlySomeMaySeeIsCountedForThemOnly() async throws {
    var server = TestServer { server, _ throws(RegistrationError) in
      for number in 1...6 {
        var registration = ToolRegistration(Tool(name: "tool \(number)"), .immediate { _ in .text("") })
        if number.isMultiple(of: 2) { registration.isVisible = { $0.name == "alice" } }
        try server.add(registration)
      }
    }
    server.limits.pageSize = 2
    try await Client.with(.respond, server) { client in
      try await client.open(.v2026_07_28)
      #expect(
        try await Self.pages(client, "tools/list", "tools") == [["tool 1", "tool 3"], ["tool 5"]])
      #expect(try await client.call("tool 2").code == -32602)
      client.metadata = ["principal": "alice"]
      #expect(try await Self.pages(client, "tools/list", "tools").joined().count == 6)
      #expect(try await client.call("tool 2").result != nil)
      client.metadata = [:]
      #expect(try await Self.pages(client, "tools/list", "tools").joined().count == 3)
    }
  }
}
