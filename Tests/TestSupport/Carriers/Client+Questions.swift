package import JSON

/// What a server asks of a client while it serves it.
package struct Question: Sendable {
  package let method: String
  package let params: JSONValue?

  /// - Parameter request: as a session is asked, or as an entry of `inputRequests`.
  package init(_ request: JSONValue) {
    method = request["method"]?.string ?? ""
    params = request["params"]
  }

  /// What the user or the model is asked.
  package var text: String? { params?["message"]?.string ?? params?["messages"]?[0]?["content"]?["text"]?.string }

  /// An answer that fits: the question again.
  package var echo: JSONValue {
    switch method {
    case "elicitation/create":
      params?["mode"] == "url"
        ? ["action": "accept"] : ["action": "accept", "content": ["answer": .text(text ?? "")]]
    case "sampling/createMessage":
      ["role": "assistant", "content": ["type": "text", "text": .text(text ?? "")], "model": "test"]
    default: ["roots": [["uri": "file:///root", "name": "root"]]]
    }
  }
}

extension Client {
  /// What a client declares that can be asked everything.
  package static let answersAll: JSONValue = [
    "elicitation": ["form": [:], "url": [:]], "sampling": ["tools": [:], "context": [:]], "roots": [:],
  ]

  /// Answers a request of the server.
  package func answer(_ request: JSONValue, with result: JSONValue) async throws {
    try await reply(to: request, ["jsonrpc": "2.0", "id": request["id"] ?? nil, "result": result])
  }

  /// Answers a request of the server with an error.
  package func refuse(_ request: JSONValue, _ code: Int64 = -1, _ message: String = "No") async throws {
    try await reply(
      to: request,
      ["jsonrpc": "2.0", "id": request["id"] ?? nil, "error": ["code": .number(code), "message": .text(message)]])
  }

  private func reply(to request: JSONValue, _ response: JSONValue) async throws {
    state.answered(response, to: request["method"]?.string ?? "")
    try await link.reply(response)
  }

  /// Sends what looks like an answer and need not be one.
  package func reply(_ response: JSONValue) async throws { try await link.reply(response) }

  /// The next message, which has to be a request of the server.
  package func nextRequest() async throws -> JSONValue {
    let message = try await next()
    guard message["method"] != nil, message["id"] != nil else { throw TestFailure("\(message) is no request") }
    return message
  }

  /// Sends a request and answers whatever the server asks, in the way of the revision, until it is answered itself.
  ///
  /// - Parameter answers: the client's results, by the question.
  package func ask(
    _ method: String, _ params: JSONValue, answering answers: (Question) -> JSONValue
  ) async throws -> Answer {
    var params = params
    for _ in 1...10 {
      let id = try await send(method, params)
      var message = try await next()
      while message["method"] != nil, message["id"] != nil {
        try await answer(message, with: answers(Question(message)))
        message = try await next()
      }
      let answer = Answer(message)
      guard answer.id == id else { throw TestFailure("\(message) does not answer \(id)") }
      guard let result = answer.result, answer.asksForInput else { return answer }
      params = params.with("requestState", result["requestState"])
        .with("inputResponses", answer.questions.mapMembers(answers))
    }
    throw TestFailure("the server asks without end")
  }

  /// A tool call whose questions are answered by themselves.
  package func call(_ tool: String, _ arguments: JSONValue, answering answers: (Question) -> JSONValue) async throws
    -> Answer
  {
    try await ask("tools/call", Self.tool(tool, arguments), answering: answers)
  }
}

extension Answer {
  /// Whether the client is to send the request again, with answers.
  package var asksForInput: Bool { result?["resultType"] == "input_required" }

  /// By key, what it is asked.
  package var questions: [(key: String, question: Question)] {
    (result?["inputRequests"] ?? [:]).members.map { key, request in
      (key.string, Question(request))
    }
  }

  package var requestState: JSONValue? { result?["requestState"] }

  /// The text of a tool's result.
  package var contentText: String? { result?["content"]?[0]?["text"]?.string }
}

extension [(key: String, question: Question)] {
  /// By key, what `body` gives for each question.
  package func mapMembers(_ body: (Question) -> JSONValue) -> JSONValue {
    .object(map { ($0.key, body($0.question)) })
  }
}
