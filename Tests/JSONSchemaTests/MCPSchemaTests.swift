import Foundation
import JSON
import JSONSchema
import Testing

/// The published schemas of MCP itself, with every definition.
@Suite struct MCPSchemaTests {
  @Test(
    .enabled(if: Suites.folder("mcp-schema") != nil),
    arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"])
  func everyDefinitionCompiles(revision: String) throws {
    let folder = try #require(Suites.folder("mcp-schema"))
    let text = String(decoding: try Data(contentsOf: folder.appending(path: "\(revision).json")), as: UTF8.self)
    let document = try JSONValue.parse(text)
    let keyword = document["$defs"] == nil ? "definitions" : "$defs"
    let definitions = try #require(document[keyword])
    #expect(definitions.count > 70)
    for (key, _) in definitions.members {
      _ = try JSONSchema(
        compiling: ["$ref": .init(stringLiteral: "http://mcp/schema#/\(keyword)/\(key)")],
        documents: ["http://mcp/schema": document])
    }
    print("MCP \(revision): \(definitions.count) definitions")

    let tool = try JSONSchema(
      compiling: ["$ref": .init(stringLiteral: "http://mcp/schema#/\(keyword)/Tool")],
      documents: ["http://mcp/schema": document])
    #expect(tool.violation(in: ["name": "x", "inputSchema": ["type": "object"]]) == nil)
    #expect(tool.violation(in: ["name": "x"])?.path == "/inputSchema")
    #expect(tool.violation(in: ["name": 1, "inputSchema": ["type": "object"]])?.path == "/name")
  }
}
