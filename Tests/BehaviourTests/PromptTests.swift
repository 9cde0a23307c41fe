import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct PromptTests {
  private static var server: TestServer {
    TestServer { server, probe throws(RegistrationError) in
      try TestPrompts.add(to: server)
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func areListedWithWhatTheRevisionKnows(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      let opened = try await client.open(revision)
      if let opened { #expect(opened.result?["capabilities"]?["prompts"] == ["listChanged": true]) }
      let result = try #require(try await client.ask("prompts/list").result)
      #expect(result["prompts"]?.elements.map { $0["name"] } == ["greet", "kinds", "fails"])
      let hasTitles = revision >= .v2025_06_18
      #expect(
        result["prompts"]?[0]
          == .object(
            [("name", "greet")] + (hasTitles ? [("title", "Greet")] : []) + [
              ("description", "Greets somebody."),
              (
                "arguments",
                [
                  .object(
                    [("name", "name")] + (hasTitles ? [("title", "Name")] : []) + [
                      ("description", "Whom."), ("required", true),
                    ]), ["name": "style"], ["name": "a/b~c"],
                ]
              ),
            ]))
      #expect(result["prompts"]?[1] == ["name": "kinds"])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func areMadeOfTheirArguments(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let result = try await client.ask("prompts/get", ["name": "greet", "arguments": ["name": "Ada"]]).result
      #expect(result?["description"] == "A greeting")
      #expect(
        result?["messages"] == [
          ["role": "user", "content": ["type": "text", "text": "Greet Ada."]],
          ["role": "assistant", "content": ["type": "text", "text": "Hello."]],
        ])
      #expect((result?["resultType"] == "complete") == revision.isStateless)
      let styled = try await client.ask(
        "prompts/get", ["name": "greet", "arguments": ["name": "", "style": "é\"\n"]])
      #expect(styled.result?["messages"]?[1]?["content"]?["text"] == "é\"\n")
    }
  }

  @Test(
    arguments: CarrierKind.allCases,
    [
      (#"{}"#, "/params/name"), (#"{"name":7}"#, "/params/name"), (#"{"name":null}"#, "/params/name"),
      (#"{"name":"greet"}"#, "/params/arguments/name"),
      (#"{"name":"greet","arguments":{}}"#, "/params/arguments/name"),
      (#"{"name":"greet","arguments":[]}"#, "/params/arguments"),
      (#"{"name":"greet","arguments":null}"#, "/params/arguments"),
      (#"{"name":"greet","arguments":{"name":7}}"#, "/params/arguments/name"),
      (#"{"name":"greet","arguments":{"name":null}}"#, "/params/arguments/name"),
      (#"{"name":"greet","arguments":{"name":"x","a/b~c":[]}}"#, "/params/arguments/a~1b~0c"),
      (#"{"name":"greet","arguments":{"name":"x","no/such":"y"}}"#, "/params/arguments/no~1such"),
      (#"{"name":"kinds","arguments":{"x":"y"}}"#, "/params/arguments/x"),
    ])
  func argumentsThatDoNotFitAreNamed(_ kind: CarrierKind, _ bad: (params: String, path: String)) async throws {
    try await Client.with(kind, Self.server) { client in
      for revision in [ProtocolRevision.v2025_06_18, .v2026_07_28] {
        try await client.open(revision)
        let answer = try await client.ask("prompts/get", .json(bad.params))
        #expect(answer.code == -32602 && answer.path == bad.path)
        #expect(answer.text?.hasPrefix(bad.path) == true)
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func thatAreUnknownOrFailSaySo(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let unknown = try await client.ask("prompts/get", ["name": "no such prompt"])
      #expect(unknown.code == -32602 && unknown.text?.contains("no such prompt") == true)
      let failed = try await client.ask("prompts/get", ["name": "fails"])
      #expect(failed.code == -32603 && !failed.message.description.contains("swordfish"))
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func holdEveryKindOfContentOrWhatStandsForIt(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let messages = try #require(try await client.ask("prompts/get", ["name": "kinds"]).result?["messages"])
      let content = messages.elements.map { $0["content"] ?? nil }
      #expect(
        content.map { $0["type"]?.string } == [
          "text", "image", revision >= .v2025_03_26 ? "audio" : "text",
          revision >= .v2025_06_18 ? "resource_link" : "text", "resource", "resource",
        ])
      #expect(content[0]["annotations"]?["audience"] == ["user"] && content[0]["annotations"]?["priority"] == 0.5)
      #expect((content[0]["annotations"]?["lastModified"] != nil) == (revision >= .v2025_06_18))
      #expect((content[0]["_meta"] == ["own": 1]) == (revision >= .v2025_06_18))
      #expect(content[1]["data"] == "AQID" && content[1]["mimeType"] == "image/png")
      if revision >= .v2025_03_26 {
        #expect(content[2]["data"] == "AQID" && content[2]["mimeType"] == "audio/wav")
      } else {
        #expect(content[2]["text"]?.string?.contains("audio/wav") == true)
      }
      if revision >= .v2025_06_18 {
        #expect(content[3]["uri"] == "test://1" && content[3]["title"] == "One")
      } else {
        #expect(content[3]["text"]?.string?.contains("test://1") == true)
      }
      #expect(content[4]["resource"] == ["uri": "test://1", "mimeType": "text/plain", "text": "text of it"])
      #expect(content[5]["resource"] == ["uri": "test://5", "mimeType": "image/png", "blob": "AP8="])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func areNotFoundWhereTheServerHasNone(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      let opened = try await client.open(revision)
      if let opened { #expect(opened.result?["capabilities"]?["prompts"] == nil) }
      #expect(try await client.ask("prompts/list").code == -32601)
      #expect(try await client.ask("prompts/get", ["name": "greet"]).code == -32601)
      #expect(try await client.ask("completion/complete", [:]).code == -32601)
    }
  }
}
