import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct CompletionTests {
  private static var server: TestServer {
    TestServer { server, _ throws(RegistrationError) in
      try TestPrompts.add(to: server)
      try TestCatalog.add(to: server)
    }
  }

  private static func of(
    prompt name: String, _ argument: String, _ value: String, context: JSONValue? = nil
  ) -> JSONValue {
    let params: JSONValue = [
      "ref": ["type": "ref/prompt", "name": .text(name)],
      "argument": ["name": .text(argument), "value": .text(value)],
    ]
    return params.with("context", context)
  }

  private static func of(resource uri: String, _ argument: String, _ value: String) -> JSONValue {
    [
      "ref": ["type": "ref/resource", "uri": .text(uri)],
      "argument": ["name": .text(argument), "value": .text(value)],
    ]
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func suggestsForAPromptAndForATemplate(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      let opened = try await client.open(revision)
      if let capabilities = opened?.result?["capabilities"] {
        #expect((capabilities["completions"] == [:]) == (revision >= .v2025_03_26), "2024-11-05 has no word for it")
      }
      let prompt = try await client.ask("completion/complete", Self.of(prompt: "greet", "name", "A"))
      #expect(prompt.result?["completion"] == ["values": ["Ada", "Alan"], "total": 3, "hasMore": false])
      #expect((prompt.result?["resultType"] == "complete") == revision.isStateless)
      let template = try await client.ask("completion/complete", Self.of(resource: "shop://items/{id}", "id", "1"))
      #expect(template.result?["completion"] == ["values": ["1", "12"]])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func ofManySendsAHundredAndSaysSo(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let answer = try await client.ask("completion/complete", Self.of(prompt: "greet", "name", "many"))
      let completion = try #require(answer.result?["completion"])
      #expect(completion["values"]?.count == 100 && completion["values"]?[99] == "many 100")
      #expect(completion["total"] == 250 && completion["hasMore"] == true)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func knowsWhatIsFilledInAlready(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2025_06_18)
      let context: JSONValue = ["arguments": ["name": "Ada", "x": ""]]
      let answer = try await client.ask(
        "completion/complete", Self.of(prompt: "greet", "style", "", context: context))
      #expect(answer.result?["completion"]?["values"] == ["name=Ada", "x="])
      for context in [[:], ["arguments": [:]]] as [JSONValue] {
        let answer = try await client.ask(
          "completion/complete", Self.of(prompt: "greet", "style", "", context: context))
        #expect(answer.result?["completion"] == ["values": []])
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func ofWhatCompletesNothingIsEmpty(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2026_07_28)
      for params in [
        Self.of(prompt: "greet", "no such argument", "x"), Self.of(prompt: "kinds", "name", "x"),
        Self.of(resource: "shop://{section}/{name}", "name", "x"),
      ] {
        #expect(try await client.ask("completion/complete", params).result?["completion"] == ["values": []])
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func passesOnWhatItsHandlerThrows(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2026_07_28)
      #expect(try await client.ask("completion/complete", Self.of(prompt: "greet", "a/b~c", "x")).code == 7)
    }
  }

  @Test(
    arguments: CarrierKind.allCases,
    [
      (#"{}"#, "/params/ref"), (#"{"ref":7}"#, "/params/ref"),
      (#"{"ref":{}}"#, "/params/ref/type"), (#"{"ref":{"type":"ref/tool"}}"#, "/params/ref/type"),
      (#"{"ref":{"type":"ref/prompt"}}"#, "/params/ref/name"),
      (#"{"ref":{"type":"ref/prompt","name":"greet"}}"#, "/params/argument"),
      (#"{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"value":""}}"#, "/params/argument/name"),
      (#"{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name"}}"#, "/params/argument/value"),
      (
        #"{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name","value":7}}"#,
        "/params/argument/value"
      ),
      (
        #"{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name","value":""},"context":[]}"#,
        "/params/context"
      ),
      (
        #"{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name","value":""},"#
          + #""context":{"arguments":{"x/y":7}}}"#,
        "/params/context/arguments/x~1y"
      ),
      (
        #"{"ref":{"type":"ref/prompt","name":"no"},"argument":{"name":"name","value":""}}"#, "/params/ref/name"
      ),
      (
        #"{"ref":{"type":"ref/resource","uri":"no://"},"argument":{"name":"id","value":""}}"#, "/params/ref/uri"
      ),
    ])
  func namesWhatIsWrong(_ kind: CarrierKind, _ bad: (params: String, path: String)) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2026_07_28)
      let answer = try await client.ask("completion/complete", .json(bad.params))
      #expect(answer.code == -32602 && answer.path == bad.path)
    }
  }
}
