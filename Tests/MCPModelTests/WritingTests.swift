import JSON
import MCPModel
import Testing

/// What clients of each revision are sent.
@Suite struct WritingTests {
  private static func json(_ body: (inout JSONBuilder) -> Void) -> JSONValue {
    var builder = JSONBuilder()
    body(&builder)
    return builder.finish()
  }

  private static let tool = Tool(
    name: "t", title: "T", description: "D", inputSchema: ["type": "object"], outputSchema: ["type": "object"],
    annotations: Tool.Annotations(
      readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false))

  @Test(arguments: ProtocolRevision.allCases)
  func aToolHasWhatTheRevisionKnows(_ revision: ProtocolRevision) {
    var names = ["name", "description", "inputSchema"]
    if revision >= .v2025_06_18 {
      names.insert("title", at: 1)
      names.append("outputSchema")
    }
    if revision >= .v2025_03_26 { names.append("annotations") }
    let written = Self.json { Self.tool.write(to: &$0, for: revision) }
    #expect(written.members.map(\.key.string) == names)
  }

  @Test func aToolWithoutMoreIsItsNameAndSchema() {
    let written = Self.json { Tool(name: "t").write(to: &$0, for: .v2026_07_28) }
    #expect(written == ["name": "t", "inputSchema": ["type": "object", "additionalProperties": false]])
  }

  @Test func hintsThatWereNotGivenAreLeftOut() {
    let tool = Tool(name: "t", annotations: Tool.Annotations(destructiveHint: false))
    #expect(Self.json { tool.write(to: &$0, for: .v2026_07_28) }["annotations"] == ["destructiveHint": false])
  }

  @Test func aResourceHasWhatTheRevisionKnows() {
    let resource = Resource(uri: "u", name: "n", title: "T", description: "D", mimeType: "m", size: 7)
    #expect(
      Self.json { resource.write(to: &$0, for: .v2025_06_18) }
        == ["uri": "u", "name": "n", "title": "T", "description": "D", "mimeType": "m", "size": 7])
    #expect(
      Self.json { resource.write(to: &$0, for: .v2025_03_26) }
        == ["uri": "u", "name": "n", "description": "D", "mimeType": "m", "size": 7])
    #expect(Self.json { Resource(uri: "u", name: "n").write(to: &$0, for: .v2026_07_28) } == ["uri": "u", "name": "n"])
  }

  @Test func aResultHasItsStructuredContentWhereTheRevisionTakesIt() {
    func members(_ result: ToolResult, _ revision: ProtocolRevision) -> JSONValue {
      Self.json { builder in
        builder.beginObject()
        result.writeMembers(to: &builder, for: revision)
        builder.endObject()
      }
    }
    let content: JSONValue = [["type": "text", "text": #"{"a":1}"#]]
    let object = ToolResult.structured(["a": 1])
    #expect(members(object, .v2025_03_26) == ["content": content])
    #expect(members(object, .v2025_06_18) == ["content": content, "structuredContent": ["a": 1]])
    let number = ToolResult.structured(7)
    #expect(members(number, .v2025_11_25) == ["content": [["type": "text", "text": "7"]]])
    #expect(members(number, .v2026_07_28)["structuredContent"] == 7)
    #expect(
      members(.failure("no"), .v2024_11_05) == ["content": [["type": "text", "text": "no"]], "isError": true])
    #expect(members(ToolResult(content: []), .v2026_07_28) == ["content": []])
  }

  @Test func anErrorNeverTellsItsCause() {
    struct Secret: Error {}
    let error = MCPError.internalError(cause: Secret())
    #expect(Self.json { error.write(to: &$0) } == ["code": -32603, "message": "Internal error"])
    let params = MCPError.invalidParams("is wrong", at: "/params/a")
    #expect(
      Self.json { params.write(to: &$0) }
        == ["code": -32602, "message": "/params/a: is wrong", "data": ["path": "/params/a"]])
  }

  @Test func aTraceIsWhatTheMetadataHas() {
    #expect(TraceContext(meta: nil) == nil && TraceContext(meta: ["a": 1]) == nil)
    #expect(TraceContext(meta: ["traceparent": 7]) == nil)
    let trace = TraceContext(meta: ["traceparent": "p", "tracestate": "s", "baggage": "b"])
    #expect(trace?.traceparent == "p" && trace?.tracestate == "s" && trace?.baggage == "b")
  }
}
