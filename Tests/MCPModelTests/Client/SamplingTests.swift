import JSON
import MCPModel
import Testing

@Suite struct SamplingTests {
  private static func params(_ request: CreateMessageRequest, _ revision: ProtocolRevision) throws -> JSONValue {
    try #require(try InputRequest.sampling(request).params(for: revision))
  }

  @Test(arguments: ProtocolRevision.allCases)
  func isAMessageAndALimitAtTheLeast(_ revision: ProtocolRevision) throws {
    #expect(
      try Self.params(CreateMessageRequest(messages: [.user("x")], maxTokens: 7), revision)
        == ["messages": [["role": "user", "content": ["type": "text", "text": "x"]]], "maxTokens": 7])
  }

  @Test func hasOneBlockAMessageForOlderClients() throws {
    let request = CreateMessageRequest(
      messages: [.init(role: .user, content: [.text("x"), .text("y")]), .assistant("z")], maxTokens: 7)
    #expect(
      try Self.params(request, .v2025_06_18)["messages"] == [
        ["role": "user", "content": ["type": "text", "text": "x"]],
        ["role": "user", "content": ["type": "text", "text": "y"]],
        ["role": "assistant", "content": ["type": "text", "text": "z"]],
      ])
    #expect(
      try Self.params(request, .v2025_11_25)["messages"] == [
        ["role": "user", "content": [["type": "text", "text": "x"], ["type": "text", "text": "y"]]],
        ["role": "assistant", "content": ["type": "text", "text": "z"]],
      ])
  }

  @Test func hasATextForASoundThatTheClientCannotTake() throws {
    let request = CreateMessageRequest(
      messages: [.init(role: .user, content: [.init(.audio(data: "AA==", mimeType: "audio/wav"))])], maxTokens: 1)
    let content = try Self.params(request, .v2024_11_05)["messages"]?[0]?["content"]
    #expect(content?["type"] == "text" && content?["text"]?.string?.contains("audio/wav") == true)
  }

  @Test func goesOnWithTheAnswer() throws {
    let result = CreateMessageResult(
      content: [.text("a"), .init(.toolUse(id: "1", name: "t", input: [:])), .text("b")], model: "m")
    #expect(result.text == "ab")
    let request = CreateMessageRequest(messages: [.user("x"), result.message], maxTokens: 1, tools: [Tool(name: "t")])
    let answer = try Self.params(request, .v2026_07_28)["messages"]?[1]
    #expect(answer?["role"] == "assistant" && answer?["content"]?.count == 3)
  }
}
