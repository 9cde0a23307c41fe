import JSON
import MCPModel
import Testing

@Suite struct ToolTests {
  @Test func withoutMoreIsItsNameAndSchema() {
    let tool = written { Tool(name: "t").write(to: &$0, for: .v2026_07_28) }
    #expect(tool == ["name": "t", "inputSchema": ["type": "object", "additionalProperties": false]])
  }

  @Test func leavesOutTheHintsThatWereNotGiven() {
    let tool = Tool(name: "t", annotations: Tool.Annotations(destructiveHint: false))
    #expect(written { tool.write(to: &$0, for: .v2026_07_28) }["annotations"] == ["destructiveHint": false])
  }

  @Test func saysOnlyOfTasksThatItTakesThem() {
    func execution(_ support: Tool.TaskSupport) -> JSONValue? {
      written { Tool(name: "t", taskSupport: support).write(to: &$0, for: .v2025_11_25) }["execution"]
    }
    #expect(execution(.forbidden) == nil)
    #expect(execution(.optional) == ["taskSupport": "optional"])
    #expect(execution(.required) == ["taskSupport": "required"])
  }

  /// Before 2026-07-28 a result with such a schema could not be sent.
  @Test func hasAnOutputSchemaThatIsNoObjectFrom2026On() {
    let tool = Tool(name: "t", outputSchema: ["type": "array"])
    #expect(written { tool.write(to: &$0, for: .v2025_11_25) }["outputSchema"] == nil)
    #expect(written { tool.write(to: &$0, for: .v2026_07_28) }["outputSchema"] == ["type": "array"])
  }

  @Test(arguments: ["getUser", "DATA_EXPORT_v2", "admin.tools.list", "a", "-", String(repeating: "x", count: 128)])
  func hasANameThatClientsExpect(_ name: String) {
    #expect(Tool(name: name).nameWarning == nil)
  }

  @Test(arguments: [
    ("", "empty"), ("a b", "has a \" \""), ("a,b", "has a \",\""), ("é", "has a \"é\""), ("a/b", "has a \"/\""),
    (String(repeating: "x", count: 129), "more than 128"), (String(repeating: " ", count: 100_000), "has a \" \""),
  ])
  func warnsOfOtherNames(_ name: String, _ reason: String) throws {
    let warning = try #require(Tool(name: name).nameWarning)
    #expect(warning.contains(reason) && warning.utf8.count < 300)
  }
}
