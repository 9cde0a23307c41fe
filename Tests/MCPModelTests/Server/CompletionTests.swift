import JSON
import MCPModel
import Testing

@Suite struct CompletionTests {
  private static func json(_ completion: Completion) throws -> JSONValue {
    try #require(object { completion.writeMembers(to: &$0) }["completion"])
  }

  @Test func hasOnlyWhatIsKnown() throws {
    #expect(try Self.json(Completion([])) == ["values": []])
    #expect(
      try Self.json(Completion(["a"], total: 2, hasMore: true)) == ["values": ["a"], "total": 2, "hasMore": true])
  }

  @Test func isCutAfterAHundredValues() throws {
    let hundred = (0..<100).map(String.init)
    #expect(try Self.json(Completion(hundred))["hasMore"] == nil)
    let cut = try Self.json(Completion(hundred + ["x"], total: 101, hasMore: false))
    #expect(cut["values"]?.elements.map { $0.string } == hundred)
    #expect(cut["hasMore"] == true && cut["total"] == 101)
  }
}

@Suite struct CompletionRequestTests {
  private static func read(_ text: String) throws -> CompletionRequest {
    try CompletionRequest(params: try JSONValue.parse(text))
  }

  @Test func namesAPromptOrAResource() throws {
    let prompt = try Self.read(
      #"{"ref":{"type":"ref/prompt","name":"p","title":"P"},"argument":{"name":"a","value":""}}"#)
    #expect(prompt.reference == .prompt(name: "p") && prompt.argument == "a" && prompt.value == "")
    #expect(prompt.context.isEmpty)
    let resource = try Self.read(
      #"""
      {"ref":{"type":"ref/resource","uri":"test://{id}"},"argument":{"name":"id","value":"1"},
      "context":{"arguments":{"b":"2","c/d":"3"}},"_meta":{}}
      """#)
    #expect(resource.reference == .resource(uri: "test://{id}") && resource.value == "1")
    #expect(resource.context == ["b": "2", "c/d": "3"])
  }

  @Test(arguments: [
    ("{}", "/params/ref"), (#"{"ref":"p"}"#, "/params/ref"), (#"{"ref":{}}"#, "/params/ref/type"),
    (#"{"ref":{"type":"ref/tool"}}"#, "/params/ref/type"), (#"{"ref":{"type":7}}"#, "/params/ref/type"),
    (#"{"ref":{"type":"ref/prompt"}}"#, "/params/ref/name"),
    (#"{"ref":{"type":"ref/prompt","name":null}}"#, "/params/ref/name"),
    (#"{"ref":{"type":"ref/resource","name":"x"}}"#, "/params/ref/uri"),
    (#"{"ref":{"type":"ref/prompt","name":"p"}}"#, "/params/argument"),
    (#"{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a"}}"#, "/params/argument/value"),
    (#"{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":1,"value":""}}"#, "/params/argument/name"),
    (
      #"{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":""},"context":[]}"#, "/params/context"
    ),
    (
      #"{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":""},"context":{"arguments":{"b/~":1}}}"#,
      "/params/context/arguments/b~1~0"
    ),
  ])
  func isRefusedWithThePath(_ text: String, _ path: String) throws {
    let error = #expect(throws: MCPError.self) { try Self.read(text) }
    #expect(error?.code == .invalidParams)
    #expect(error?.data?["path"]?.string == path)
    #expect(error?.message.hasPrefix(path + ": ") == true)
  }

  @Test func isRefusedWithoutParams() {
    #expect(throws: MCPError.self) { try CompletionRequest(params: nil) }
    #expect(throws: MCPError.self) { try CompletionRequest(params: []) }
  }
}
