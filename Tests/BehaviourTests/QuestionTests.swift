import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// What handlers ask their client: the same handler over every carrier that can carry a question, in every revision.
@Suite(.serialized, .timeLimit(.minutes(10))) struct QuestionTests {
  static var server: TestServer {
    TestServer { server, probe throws(RegistrationError) in
      try TestQuestions.add(to: server, probe)
    }
  }

  /// Legacy sessions are asked by requests of the server, which unary calls cannot carry; in the stateless revision a
  /// question is the answer to its request, which everything carries.
  static func canAsk(_ kind: CarrierKind, _ revision: ProtocolRevision) -> Bool {
    revision.isStateless || kind.carriesNotifications
  }

  static let asking = CarrierKind.allCases.flatMap { kind in
    ProtocolRevision.allCases.filter { canAsk(kind, $0) }.map { (kind, $0) }
  }

  @Test(arguments: asking)
  func elicitationSamplingAndRootsAreAnswered(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      var scripts = [("model:m", "m=What is m?"), ("roots:r", "r=file:///root")]
      if revision >= .v2025_06_18 { scripts.append(("form:f", "f=What is f?")) }
      if revision >= .v2025_11_25 { scripts += [("url:u", "u=accept"), ("tools:t", "t=What is t?")] }
      for (script, text) in scripts {
        var asked: [Question] = []
        let answer = try await client.call("ask", ["script": .text(script)]) {
          asked.append($0)
          return $0.echo
        }
        #expect(answer.contentText == text, "\(answer.message)")
        #expect(asked.count == 1)
      }
    }
  }

  @Test(arguments: asking)
  func aQuestionIsPutInTheWordsOfTheRevision(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      var asked: [String: JSONValue] = [:]
      let script = revision >= .v2025_06_18 ? "form:f,model:m,roots:r" : "model:m,roots:r"
      _ = try await client.call("ask", ["script": .text(script)]) {
        asked[$0.method] = $0.params ?? JSONValue(nilLiteral: ())
        return $0.echo
      }
      #expect(
        asked["sampling/createMessage"] == [
          "messages": [["role": "user", "content": ["type": "text", "text": "What is m?"]]], "maxTokens": 10,
        ])
      #expect(asked["roots/list"]?.kind == .null, "there is nothing to say")
      guard revision >= .v2025_06_18 else { return }
      let form: JSONValue = [
        "message": "What is f?",
        "requestedSchema": [
          "type": "object", "properties": ["answer": ["type": "string"]], "required": ["answer"],
        ],
      ]
      #expect(
        asked["elicitation/create"]
          == (revision >= .v2025_11_25
            ? JSONValue.object([("mode", "form")] + form.members.map { ($0.key.string, $0.value) }) : form))
    }
  }

  @Test(arguments: asking)
  func severalMayBePutAtOnceAndOthersAfterwards(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      let answer = try await client.call("ask", ["script": "model:a,model:b,roots:c;model:d;roots:e,model:f"]) {
        $0.echo
      }
      #expect(
        answer.contentText
          == "a=What is a? b=What is b? c=file:///root d=What is d? e=file:///root f=What is f?")
    }
  }

  @Test(arguments: asking)
  func promptsAndResourcesMayAskToo(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    guard revision >= .v2025_06_18 else { return }
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      let prompt = try await client.ask(
        "prompts/get", ["name": "ask", "arguments": ["script": "form:x;roots:y"]]) { $0.echo }
      #expect(prompt.result?["messages"]?[0]?["content"]?["text"] == "x=What is x? y=file:///root")
      let resource = try await client.ask("resources/read", ["uri": "ask://form:a;model:b"]) { $0.echo }
      #expect(resource.result?["contents"]?[0]?["text"] == "a=What is a? b=What is b?")
    }
  }

  @Test(arguments: asking)
  func aUserMayDeclineOrCancel(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    guard revision >= .v2025_06_18 else { return }
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      for action in ["decline", "cancel"] {
        let answer = try await client.call("ask", ["script": "form:x"]) { _ in ["action": .text(action)] }
        #expect(answer.contentText == .some("x=\(action)"))
      }
    }
  }

  struct Missing: Sendable, CustomTestStringConvertible {
    let script: String
    let declared: JSONValue
    let required: JSONValue
    var from = ProtocolRevision.v2024_11_05
    var testDescription: String { "\(script) of \(declared)" }
  }

  static let missing = [
    Missing(script: "model:x", declared: [:], required: ["sampling": [:]]),
    Missing(script: "roots:x", declared: ["sampling": [:]], required: ["roots": [:]]),
    Missing(script: "form:x", declared: ["roots": [:]], required: ["elicitation": [:]], from: .v2025_06_18),
    Missing(
      script: "url:x", declared: ["elicitation": [:]], required: ["elicitation": ["url": [:]]], from: .v2025_11_25),
    Missing(
      script: "form:x", declared: ["elicitation": ["url": [:]]], required: ["elicitation": ["form": [:]]],
      from: .v2025_11_25),
    Missing(
      script: "tools:x", declared: ["sampling": [:]], required: ["sampling": ["tools": [:]]], from: .v2025_11_25),
    Missing(script: "model:x,roots:y", declared: ["sampling": [:]], required: ["roots": [:]]),
  ]

  @Test(arguments: CarrierKind.allCases, missing)
  func whatAClientHasNotDeclaredIsNotAsked(_ kind: CarrierKind, _ missing: Missing) async throws {
    for revision in [missing.from, .v2025_11_25, .v2026_07_28] {
      try await Client.with(kind, Self.server) { client in
        try await client.open(revision, capabilities: missing.declared)
        let answer = try await client.call("ask", ["script": .text(missing.script)])
        #expect(answer.code == -32021)
        let required = answer.data?["requiredCapabilities"]
        // From 2025-11-25 on elicitation has modes, of which this names the one.
        #expect(
          required == missing.required || required == ["elicitation": ["form": [:]]] && missing.script == "form:x")
        let caught = try await client.call("ask", ["script": .text(missing.script), "catch": true])
        #expect(caught.contentText == "caught undeclaredCapability")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aRevisionWithoutElicitationIsNotAskedForIt(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2025_03_26, capabilities: Client.answersAll)
      #expect(try await client.call("ask", ["script": "form:x"]).code == -32021)
      #expect(try await client.call("ask", ["script": "url:x"]).code == -32021)
    }
  }

  @Test(arguments: CarrierKind.allCases.filter { !$0.carriesNotifications }, HandshakeTests.legacy)
  func aUnaryCallOfASessionSaysWhatToUse(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      let answer = try await client.call("ask", ["script": "roots:x"])
      #expect(answer.code == -32603)
      #expect(answer.text?.contains("ServerStream") == true && answer.text?.contains("StreamRequests") == true)
      let caught = try await client.call("ask", ["script": "roots:x", "catch": true])
      #expect(caught.contentText == "caught unreachable")
    }
  }

  @Test(arguments: asking)
  func anAnswerThatIsNoneIsAnError(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    guard revision >= .v2025_06_18 else { return }
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision, capabilities: Client.answersAll)
      client.makesMistakes = true
      let bad: [(String, JSONValue)] = [
        ("form:x", [:]), ("form:x", ["action": "perhaps"]), ("form:x", ["action": 1]),
        ("form:x", ["action": "accept", "content": []]), ("form:x", ["action": "accept", "content": ["a": [:]]]),
        ("roots:x", [:]), ("roots:x", ["roots": [:]]), ("roots:x", ["roots": [["name": "no uri"]]]),
        ("model:x", ["role": "assistant"]),
        ("model:x", ["role": "user", "model": "m", "content": ["type": "smell"]]),
        ("model:x", ["role": "god", "model": "m", "content": ["type": "text", "text": "x"]]),
      ]
      for (script, result) in bad {
        let answer = try await client.call("ask", ["script": .text(script)]) { _ in result }
        #expect(answer.code == (revision.isStateless ? -32602 : -32603), "\(script) \(result)")
        if revision.isStateless { #expect(answer.text?.hasPrefix("/params/inputResponses/x") == true) }
        let caught = try await client.call("ask", ["script": .text(script), "catch": true]) { _ in result }
        #expect(caught.contentText == "caught invalidAnswer")
      }
    }
  }
}
