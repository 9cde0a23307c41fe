import JSON
import MCPModel
import TestSupport
import Testing

/// Which answer belongs to which question of a legacy session.
@Suite(.serialized, .timeLimit(.minutes(10))) struct QuestionAnswerTests {
  @Test(arguments: CarrierKind.withNotifications)
  func answersFindTheirQuestionsInAnyOrder(_ kind: CarrierKind) async throws {
    try await OpenQuestionTests.with(kind) { client in
      let id = try await client.send("tools/call", OpenQuestionTests.ask("model:a,model:b,model:c"))
      var questions: [JSONValue] = []
      for _ in 1...3 { questions.append(try await client.nextRequest()) }
      #expect(Set(questions.map { $0["id"]?.description }).count == 3)
      for question in questions.reversed() {
        try await client.answer(question, with: Question(question).echo)
      }
      #expect(try await client.expect(id).contentText == "a=What is a? b=What is b? c=What is c?")
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func whatAnswersNothingIsPassedOver(_ kind: CarrierKind) async throws {
    try await OpenQuestionTests.with(kind) { client in
      let id = try await client.send("tools/call", OpenQuestionTests.ask("roots:x"))
      let question = try await client.nextRequest()
      let roots: JSONValue = ["roots": [["uri": "file:///a"]]]
      for other in [99, -1, "1", "x", ""] as [JSONValue] {
        try await client.reply(["jsonrpc": "2.0", "id": other, "result": roots])
        try await client.reply(["jsonrpc": "2.0", "id": other, "error": ["code": 1, "message": "x"]])
      }
      try await client.answer(question, with: roots)
      try await client.answer(question, with: ["roots": []])
      try await client.refuse(question)
      #expect(try await client.expect(id).contentText == "x=file:///a", "the first answer counts")
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: CarrierKind.withNotifications)
  func openQuestionsAreBounded(_ kind: CarrierKind) async throws {
    try await OpenQuestionTests.with(kind, OpenQuestionTests.server(questions: 2)) { client in
      let id = try await client.send("tools/call", OpenQuestionTests.ask("roots:x,roots:y"))
      let questions = [try await client.nextRequest(), try await client.nextRequest()]
      #expect(try await client.call("ask", ["script": "roots:z", "catch": true]).contentText == "caught overloaded")
      for question in questions { try await client.answer(question, with: ["roots": []]) }
      #expect(try await client.expect(id).contentText == "x= y=")
      let next = try await client.call("ask", ["script": "roots:z"]) { $0.echo }
      #expect(next.contentText == "z=file:///root", "the places are free again")
    }
  }

  /// The session's id lets its client answer, and nobody else.
  @Test func theAnswerOfAnotherSessionIsPassedOver() async throws {
    try await OpenQuestionTests.with(.serverStreamStruct) { client in
      let session = client.sessionID
      let id = try await client.send("tools/call", OpenQuestionTests.ask("roots:x"))
      let question = try await client.nextRequest()
      for other in [nil, "no such session", ""] as [String?] {
        client.sessionID = other
        try await client.answer(question, with: ["roots": [["uri": "file:///forged"]]])
      }
      client.sessionID = session
      try await client.answer(question, with: ["roots": [["uri": "file:///own"]]])
      #expect(try await client.expect(id).contentText == "x=file:///own")
    }
  }
}
