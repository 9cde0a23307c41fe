import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct ToolsTests {
  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func theListHasWhatTheRevisionKnows(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let result = try #require(try await client.ask("tools/list").result)
      let tools = try #require(result["tools"])
      #expect(
        tools.elements.map { $0["name"]?.string }
          == ["echo", "later", "block", "hold", "steps", "fail", "big", "precise", "list"])
      let echo = try #require(tools[0])
      #expect(echo["description"] == "Gives its text back.")
      #expect(echo["inputSchema"]?["required"] == ["text"])
      #expect((echo["title"] != nil) == (revision >= .v2025_06_18))
      #expect((echo["outputSchema"] != nil) == (revision >= .v2025_06_18))
      #expect(
        echo["annotations"]
          == (revision >= .v2025_03_26 ? ["readOnlyHint": true, "openWorldHint": false] as JSONValue : Optional.none))
      #expect(result["nextCursor"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func theListComesInPages(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.pageSize = 4
    try await Client.with(kind, server) { client in
      try await client.open(.v2025_11_25)
      var names: [String?] = []
      var pages: [Int] = []
      var params: JSONValue = [:]
      while true {
        let result = try #require(try await client.ask("tools/list", params).result)
        names += result["tools"]?.elements.map { $0["name"]?.string } ?? []
        pages.append(result["tools"]?.count ?? 0)
        guard let cursor = result["nextCursor"] else { break }
        params = ["cursor": cursor]
      }
      #expect(pages == [4, 4, 1])
      #expect(names == ["echo", "later", "block", "hold", "steps", "fail", "big", "precise", "list"])
    }
  }

  @Test(arguments: CarrierKind.allCases, ["7", "null", #""""#, #""!""#, #""bm8gc3VjaCB0b29s""#, #""/w==""#])
  func aCursorThatTheServerDidNotGiveIsInvalid(_ kind: CarrierKind, _ cursor: String) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_11_25)
      for method in ["tools/list", "resources/list", "resources/templates/list"] {
        let answer = try await client.ask(method, ["cursor": .json(cursor)])
        #expect(answer.code == -32602 && answer.path == "/params/cursor", "\(method)")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func everyKindOfHandlerAnswers(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      client.server.probe.unblocked.open()
      for (tool, argument) in [("echo", "text"), ("later", "text"), ("block", "key")] {
        let answer = try await client.call(tool, .object([(argument, .text("é𝄞\"\\\n\u{0}"))]))
        let result = try #require(answer.result, "\(tool): \(answer.message)")
        #expect(result["content"] == [["type": "text", "text": "é𝄞\"\\\n\u{0}"]])
        #expect(result["isError"] == nil)
        #expect((result["resultType"] == "complete") == revision.isStateless)
        #expect((result["_meta"] != nil) == revision.isStateless)
        #expect(result["ttlMs"] == nil, "a call is not to be cached")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func structuredContentGoesWhereTheRevisionKnowsIt(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let object = try await client.call("echo", ["text": "x"])
      #expect(
        object.result?["structuredContent"] == (revision >= .v2025_06_18 ? ["text": "x"] as JSONValue : Optional.none))
      let array = try await client.call("list")
      #expect(array.result?["content"]?[0]?["text"] == "[1,2]")
      #expect(array.result?["structuredContent"] == (revision.isStateless ? [1, 2] as JSONValue : Optional.none))
    }
  }

  @Test(
    arguments: CarrierKind.allCases,
    [
      ("echo", "{}", "/text"), ("echo", #"{"text":7}"#, "/text"), ("echo", #"{"text":"x","a/b~":1}"#, "/a~1b~0"),
      ("steps", #"{"count":-1}"#, "/count"), ("steps", #"{"count":1.5}"#, "/count"),
      ("fail", #"{"how":"else"}"#, "/how"),
    ])
  func badArgumentsAreRefusedAsTheRevisionWants(
    _ kind: CarrierKind, _ bad: (tool: String, arguments: String, path: String)
  ) async throws {
    try await Client.with(kind) { client in
      for revision in ProtocolRevision.allCases {
        client.sessionID = nil
        if kind.isConnection && !revision.isStateless && revision != .v2025_06_18 { continue }
        try await client.open(revision)
        let answer = try await client.call(bad.tool, .json(bad.arguments))
        if revision >= .v2025_11_25 {
          #expect(answer.result?["isError"] == true)
          #expect(answer.result?["content"]?[0]?["text"]?.string?.contains(bad.path) == true)
        } else {
          #expect(answer.code == -32602 && answer.path == "/params/arguments\(bad.path)")
        }
        #expect(client.server.probe.calls == 0)
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func aCallThatNamesNoToolIsInvalid(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let unknown = try await client.call("no such tool")
      #expect(unknown.code == -32602 && unknown.text?.contains("no such tool") == true)
      for params in [[:], ["name": 7], ["name": nil], ["arguments": [:]]] as [JSONValue] {
        let answer = try await client.ask("tools/call", params)
        #expect(answer.code == -32602 && answer.path == "/params/name")
      }
      for arguments in [[], "text", 7, nil] as [JSONValue] {
        let answer = try await client.ask("tools/call", ["name": "echo", "arguments": arguments])
        #expect(answer.code == -32602 && answer.path == "/params/arguments")
      }
      #expect(client.server.probe.calls == 0)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func argumentsMayBeLeftOut(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.ask("tools/call", ["name": "list"])
      #expect(answer.result?["structuredContent"] == [1, 2])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func whatAHandlerThrowsReachesTheClientAsItShould(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let tool = try await client.call("fail", ["how": "tool"])
      #expect(tool.result?["isError"] == true)
      #expect(tool.result?["content"] == [["type": "text", "text": "there is no such thing"]])

      let mcp = try await client.call("fail", ["how": "mcp"])
      #expect(mcp.code == 1001 && mcp.text == "Not today" && mcp.data == ["until": "tomorrow"])

      let other = try await client.call("fail", ["how": "other"])
      #expect(other.code == -32603)
      #expect(!other.message.description.contains("swordfish"), "what is internal stays inside")
    }
  }
}
