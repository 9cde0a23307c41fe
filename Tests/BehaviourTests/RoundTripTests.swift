import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Multi round-trip requests (2026-07-28): a question is the answer to a request, which comes again with answers.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RoundTripTests {
  private static func with(_ kind: CarrierKind, _ body: (Client) async throws -> Void) async throws {
    try await Client.with(kind, QuestionTests.server) { client in
      try await client.open(.v2026_07_28, capabilities: Client.answersAll)
      try await body(client)
    }
  }

  private static func tool(
    _ script: String, state: JSONValue? = nil, answers: JSONValue? = nil
  ) -> JSONValue {
    Client.tool("ask", ["script": .text(script)]).with("requestState", state).with("inputResponses", answers)
  }

  private static func form(_ answer: String) -> JSONValue {
    ["action": "accept", "content": ["answer": .text(answer)]]
  }

  @Test(arguments: CarrierKind.allCases)
  func theFirstAnswerIsTheQuestion(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let first = try await client.ask("tools/call", Self.tool("form:x"))
      #expect(first.result?["resultType"] == "input_required")
      #expect(
        first.result?["inputRequests"] == [
          "x": [
            "method": "elicitation/create",
            "params": [
              "mode": "form", "message": "What is x?",
              "requestedSchema": [
                "type": "object", "properties": ["answer": ["type": "string"]], "required": ["answer"],
              ],
            ],
          ]
        ])
      let state = try #require(first.requestState?.string)
      #expect(state.utf8.allSatisfy { 0x21...0x7E ~= $0 } && !state.contains("What"))
      #expect(first.result?["content"] == nil && first.result?["ttlMs"] == nil)
      let second = try await client.ask(
        "tools/call", Self.tool("form:x", state: .text(state), answers: ["x": Self.form("7")]))
      #expect(second.result?["resultType"] == "complete" && second.contentText == "x=7")
      #expect(second.requestState == nil && second.result?["inputRequests"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func eachRoundHasItsOwnStateAndKeepsWhatWasAnswered(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let script = "form:a,model:b;roots:c;form:d"
      var params = Self.tool(script)
      var states: Set<String> = []
      var rounds: [[String]] = []
      var answer = try await client.ask("tools/call", params)
      while answer.asksForInput {
        rounds.append(answer.questions.map(\.key))
        let state = try #require(answer.requestState?.string)
        states.insert(state)
        // Only what was asked in this round: earlier answers travel in the state.
        params = Self.tool(script, state: .text(state), answers: answer.questions.mapMembers(\.echo))
        answer = try await client.ask("tools/call", params)
      }
      #expect(rounds == [["a", "b"], ["c"], ["d"]])
      #expect(states.count == 3)
      #expect(answer.contentText == "a=What is a? b=What is b? c=file:///root d=What is d?")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func whatIsStillMissingIsAskedForAgain(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let script = "form:a,form:b"
      let first = try await client.ask("tools/call", Self.tool(script))
      let wrongKey = try await client.ask(
        "tools/call", Self.tool(script, state: first.requestState, answers: ["c": Self.form("?")]))
      #expect(wrongKey.questions.map(\.key) == ["a", "b"])
      let half = try await client.ask(
        "tools/call", Self.tool(script, state: wrongKey.requestState, answers: ["b": Self.form("2")]))
      #expect(half.questions.map(\.key) == ["a"])
      let none = try await client.ask("tools/call", Self.tool(script, state: half.requestState))
      #expect(none.questions.map(\.key) == ["a"])
      client.makesMistakes = true
      let whole = try await client.ask(
        "tools/call",
        Self.tool(script, state: none.requestState, answers: ["a": Self.form("1"), "zzz": ["anything": [nil]]]))
      #expect(whole.contentText == "a=1 b=2", "what nobody asked for is ignored")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func answersNeedNoState(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let known = try await client.ask("tools/call", Self.tool("form:a", answers: ["a": Self.form("1")]))
      #expect(known.contentText == "a=1")
      let partly = try await client.ask("tools/call", Self.tool("form:a;form:b", answers: ["a": Self.form("1")]))
      #expect(partly.questions.map(\.key) == ["b"])
      let whole = try await client.ask(
        "tools/call", Self.tool("form:a;form:b", state: partly.requestState, answers: ["b": Self.form("2")]))
      #expect(whole.contentText == "a=1 b=2")
    }
  }

  @Test(arguments: CarrierKind.allCases, ["null", "[]", "7", #""x""#])
  func answersThatAreNoObjectAreInvalid(_ kind: CarrierKind, _ answers: String) async throws {
    try await Self.with(kind) { client in
      let whole = try await client.ask("tools/call", Self.tool("form:a", answers: .json(answers)))
      #expect(whole.code == -32602 && whole.path == "/params/inputResponses")
      let one = try await client.ask(
        "tools/call", Self.tool("form:a", answers: .object([("a", .json(answers))])))
      #expect(one.code == -32602 && one.text?.hasPrefix("/params/inputResponses/a") == true)
    }
  }

  /// Whatever else is missing: an answer that cannot be used is an error each time, not only where it is found first.
  @Test func anAnswerThatCannotBeUsedIsAnErrorBesideMissingOnes() async throws {
    try await Self.with(.memory) { client in
      for _ in 1...50 {
        let answer = try await client.ask("tools/call", Self.tool("form:a,form:b,form:c", answers: ["b": [:]]))
        #expect(answer.code == -32602 && answer.text?.hasPrefix("/params/inputResponses/b") == true)
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aHandlerThatHidesTheQuestionAsksItAllTheSame(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let params = Client.tool("ask", ["script": "form:a", "catch": true])
      let first = try await client.ask("tools/call", params)
      #expect(first.asksForInput && first.questions.map(\.key) == ["a"])
      #expect(await client.server.probe.stopped.take() == "inputRequired", "the handler did see it")
      let second = try await client.ask(
        "tools/call", params.with("requestState", first.requestState).with("inputResponses", ["a": Self.form("1")]))
      #expect(second.contentText == "a=1")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func promptsAndResourcesComeInRoundsToo(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      for (method, params) in [
        ("prompts/get", ["name": "ask", "arguments": ["script": "form:a"]]),
        ("resources/read", ["uri": "ask://form:a"]),
      ] as [(String, JSONValue)] {
        let first = try await client.ask(method, params)
        #expect(first.asksForInput && first.result?["cacheScope"] == nil, "\(method)")
        let second = try await client.ask(
          method, params.with("requestState", first.requestState).with("inputResponses", ["a": Self.form("1")]))
        #expect(second.result?["resultType"] == "complete")
        #expect(second.result?.description.contains("a=1") == true)
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func otherRequestsNeverAsk(_ kind: CarrierKind) async throws {
    let server = TestServer { server, probe throws(RegistrationError) in
      try TestQuestions.add(to: server, probe)
      try server.add(
        Prompt(name: "p", arguments: [PromptArgument(name: "x")]),
        completions: [
          "x": { _, context in
            _ = try await context.roots()
            return Completion([])
          }
        ]
      ) { _ in PromptResult(messages: []) }
    }
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28, capabilities: Client.answersAll)
      for method in ["tools/list", "prompts/list", "resources/list", "server/discover"] {
        let answer = try await client.ask(method, ["inputResponses": ["a": [:]], "requestState": "x"])
        #expect(answer.result?["resultType"] == "complete", "\(method)")
      }
      let completion = try await client.ask(
        "completion/complete",
        ["ref": ["type": "ref/prompt", "name": "p"], "argument": ["name": "x", "value": ""]])
      #expect(completion.code == -32603 && completion.text?.contains("completion/complete") == true)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func whatIsDoneOnceIsRememberedAcrossRounds(_ kind: CarrierKind) async throws {
    try await Self.with(kind) { client in
      let answer = try await client.call("ask", ["script": "once:x;form:a;once:y,form:b;once:x"]) { $0.echo }
      #expect(answer.contentText == "x=1 a=What is a? y=2 b=What is b? x=1")
      #expect(client.server.probe.calls == 2, "of four runs")
      let again = try await client.call("ask", ["script": "once:x;form:a"]) { $0.echo }
      #expect(again.contentText == "x=3 a=What is a?", "another request does it again")
    }
  }
}
