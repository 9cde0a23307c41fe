import JSON
import MCPModel
import Testing

@Suite struct ToolResultTests {
  private static func members(_ result: ToolResult, _ revision: ProtocolRevision) -> JSONValue {
    object { result.writeMembers(to: &$0, for: revision) }
  }

  @Test func hasItsStructuredContentWhereTheRevisionTakesIt() {
    let content: JSONValue = [["type": "text", "text": #"{"a":1}"#]]
    let object = ToolResult.structured(["a": 1])
    #expect(Self.members(object, .v2025_03_26) == ["content": content])
    #expect(Self.members(object, .v2025_06_18) == ["content": content, "structuredContent": ["a": 1]])
    let number = ToolResult.structured(7)
    #expect(Self.members(number, .v2025_11_25) == ["content": [["type": "text", "text": "7"]]])
    #expect(Self.members(number, .v2026_07_28)["structuredContent"] == 7)
  }

  @Test func saysThatItIsAnErrorOnlyWhereItIs() {
    #expect(
      Self.members(.failure("no"), .v2024_11_05) == ["content": [["type": "text", "text": "no"]], "isError": true])
    #expect(Self.members(ToolResult(content: []), .v2026_07_28) == ["content": []])
  }

  @Test func leavesItsMetadataToWhoeverWritesTheResult() {
    let result = ToolResult(content: [], meta: ["a": 1])
    #expect(Self.members(result, .v2026_07_28) == ["content": []])
  }

  @Test func knowsAboutHowLongItIs() {
    let long = String(repeating: "x", count: 1000)
    for block in [
      ContentBlock.text(long), .image(base64: long, mimeType: "m"), .audio(base64: long, mimeType: "m"),
      .resource(ResourceContents(uri: "u", body: .text(long))),
      .resource(ResourceContents(uri: "u", body: .blob(base64: long))),
      .resourceLink(Resource(uri: long, name: "n")),
    ] {
      let result = ToolResult(content: [block])
      #expect((1000...1300).contains(result.textBytes))
      #expect(ToolResult(content: [block, block], structuredContent: ["a": 1]).textBytes > 2 * result.textBytes)
    }
  }
}
