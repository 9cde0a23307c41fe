import Foundation
import JSON
import JSONSchema
import PublicSuites
import Testing

/// The published schemas of MCP itself, with every definition.
@Suite struct MCPSchemaTests {
  @Test(
    .enabled(if: PublicSuites.folder("mcp-schema") != nil),
    arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"])
  func everyDefinitionCompiles(revision: String) throws {
    let folder = try #require(PublicSuites.folder("mcp-schema"))
    let text = String(decoding: try Data(contentsOf: folder.appending(path: "\(revision).json")), as: UTF8.self)
    let document = try JSONValue.parse(text)
    let keyword = document["$defs"] == nil ? "definitions" : "$defs"
    let definitions = try #require(document[keyword])
    #expect(definitions.count > 70)
    var all = JSONBuilder()
    all.beginObject()
    all.key("anyOf")
    all.beginArray()
    for (key, _) in definitions.members {
      all.value(["$ref": .init(stringLiteral: "http://mcp/schema#/\(keyword)/\(key)")])
    }
    all.endArray()
    all.endObject()
    _ = try JSONSchema(compiling: all.finish(), documents: ["http://mcp/schema": document])
    print("MCP \(revision): \(definitions.count) definitions")

    let tool = try JSONSchema(
      compiling: ["$ref": .init(stringLiteral: "http://mcp/schema#/\(keyword)/Tool")],
      documents: ["http://mcp/schema": document])
    #expect(tool.violation(in: ["name": "x", "inputSchema": ["type": "object"]]) == nil)
    #expect(tool.violation(in: ["name": "x"])?.path == "/inputSchema")
    #expect(tool.violation(in: ["name": 1, "inputSchema": ["type": "object"]])?.path == "/name")
  }
}
