import JSON
import MCPModel
import Testing

@Suite struct InputResponseTests {
  private static let form = InputRequest.elicitation(.form(message: "M", schema: .init([.init("a", .boolean())])))
  private static let sampling = InputRequest.sampling(.init(messages: [], maxTokens: 1))

  private static func read(_ text: String, _ request: InputRequest, at path: String = "") throws -> InputResponse {
    try InputResponse(try JSONValue.parse(text), answering: request, at: path)
  }

  /// Answers travel in sealed state and are read again.
  @Test(arguments: [
    (#"{"action":"accept","content":{"a":"x","b":1.50,"c":true,"d":["x","y"],"e":[]}}"#, form),
    (#"{"action":"accept"}"#, form), (#"{"action":"decline"}"#, form), (#"{"action":"cancel","content":{}}"#, form),
    (#"{"role":"assistant","content":{"type":"text","text":"x"},"model":"m","stopReason":"endTurn"}"#, sampling),
    (
      #"""
      {"role":"assistant","content":{"type":"text","text":"x",
      "annotations":{"audience":["user"],"priority":1,"lastModified":"l"},"_meta":{"a":1}},"model":"m","_meta":{"b":2}}
      """#,
      sampling
    ),
    (
      #"""
      {"role":"user","content":[{"type":"image","data":"AA==","mimeType":"i"},
      {"type":"audio","data":"AA==","mimeType":"a"},
      {"type":"tool_use","id":"1","name":"t","input":{"n":1e400}}],"model":"m"}
      """#,
      sampling
    ),
    (#"{"role":"assistant","content":[],"model":""}"#, sampling),
    (#"{"roots":[]}"#, .roots),
    (#"{"roots":[{"uri":"file:///a","name":"A","_meta":{"a":1}},{"uri":"file:///b"}]}"#, .roots),
  ])
  func isWrittenAsItWasRead(_ text: String, _ request: InputRequest) throws {
    let response = try Self.read(text, request)
    #expect(response.json == (try JSONValue.parse(text)))
    #expect(try InputResponse(response.json, answering: request).json == response.json)
  }

  @Test func hasWhatTheUserFilledIn() throws {
    guard case .elicitation(let result) = try Self.read(#"{"action":"accept","content":{"a":7}}"#, Self.form) else {
      Issue.record("a question to the user is answered by its result")
      return
    }
    #expect(result.action == .accept && result["a"]?.int == 7 && result["b"] == nil)
    #expect(ElicitResult(action: .decline, content: ["a": 7])["a"] == nil)
  }

  @Test func ignoresWhatItDoesNotKnow() throws {
    let response = try Self.read(#"{"action":"cancel","other":1,"_meta":{}}"#, Self.form)
    #expect(response.json == ["action": "cancel"])
  }

  @Test(arguments: [
    ("[]", form, ""), ("null", form, ""), ("{}", form, "/action"), (#"{"action":"maybe"}"#, form, "/action"),
    (#"{"action":1}"#, form, "/action"), (#"{"action":"accept","content":[]}"#, form, "/content"),
    (#"{"action":"accept","content":{"a":null}}"#, form, "/content/a"),
    (#"{"action":"accept","content":{"a":{}}}"#, form, "/content/a"),
    (#"{"action":"accept","content":{"a":["x",1]}}"#, form, "/content/a/1"),
    ("{}", .roots, "/roots"), (#"{"roots":{}}"#, .roots, "/roots"), (#"{"roots":[1]}"#, .roots, "/roots/0"),
    (#"{"roots":[{"uri":"file:///a"},{}]}"#, .roots, "/roots/1/uri"),
    (#"{"roots":[{"uri":"file:///a","name":1}]}"#, .roots, "/roots/0/name"),
    (#"{"roots":[{"uri":"file:///a","_meta":1}]}"#, .roots, "/roots/0/_meta"),
    ("7", sampling, ""), ("{}", sampling, "/role"), (#"{"role":"system"}"#, sampling, "/role"),
    (#"{"role":"user"}"#, sampling, "/content"), (#"{"role":"user","content":"x"}"#, sampling, "/content"),
    (#"{"role":"user","content":{}}"#, sampling, "/content/type"),
    (#"{"role":"user","content":[{"type":"text","text":"x"},{"type":"video"}]}"#, sampling, "/content/1/type"),
    (#"{"role":"user","content":{"type":"tool_result"}}"#, sampling, "/content/type"),
    (#"{"role":"user","content":{"type":"text"}}"#, sampling, "/content/text"),
    (#"{"role":"user","content":{"type":"image","data":"AA=="}}"#, sampling, "/content/mimeType"),
    (#"{"role":"user","content":{"type":"audio","mimeType":"a"}}"#, sampling, "/content/data"),
    (#"{"role":"user","content":{"type":"tool_use","id":"1","name":"t","input":[]}}"#, sampling, "/content/input"),
    (
      #"{"role":"user","content":{"type":"text","text":"x","annotations":{"audience":["all"]}}}"#, sampling,
      "/content/annotations/audience/0"
    ),
    (
      #"{"role":"user","content":{"type":"text","text":"x","annotations":{"priority":"1"}}}"#, sampling,
      "/content/annotations/priority"
    ),
    (#"{"role":"user","content":[]}"#, sampling, "/model"),
    (#"{"role":"user","content":[],"model":"m","stopReason":1}"#, sampling, "/stopReason"),
  ])
  func isRefusedWithThePath(_ text: String, _ request: InputRequest, _ path: String) throws {
    for prefix in ["", "/params/inputResponses/key"] {
      let error = #expect(throws: MCPError.self) { try Self.read(text, request, at: prefix) }
      #expect(error?.code == .invalidParams)
      #expect(error?.data?["path"]?.string == prefix + path)
    }
  }
}
