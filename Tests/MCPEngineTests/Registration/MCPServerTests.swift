import JSON
import JSONSchema
import MCPModel
import Testing

@testable import MCPEngine

/// What a developer may register, and what is refused with words that help.
@Suite struct MCPServerTests {
  private static func tool(_ name: String, input: JSONValue = ["type": "object"]) -> Tool {
    Tool(name: name, inputSchema: input)
  }

  @Test func twoThingsOfOneNameAreRefusedByName() throws {
    let server = MCPServer("test", version: "1")
    try server.add(Self.tool("a")) { _ in .text("first") }
    let error = #expect(throws: RegistrationError.self) { try server.add(Self.tool("a")) { _ in .text("second") } }
    #expect(error?.code == .duplicate && error?.message.contains("named a") == true)
    #expect(server.removeTool("a") && !server.removeTool("a"))
    try server.add(Self.tool("a")) { _ in .text("third") }
  }

  @Test(arguments: [
    ["type": 5], ["$schema": "https://json-schema.org/draft/2019-09/schema"], ["$ref": "https://example.com/not-given"],
    ["pattern": "("],
  ] as [JSONValue])
  func aSchemaThatCannotBeCompiledIsRefused(_ schema: JSONValue) {
    let server = MCPServer("test", version: "1")
    let error = #expect(throws: RegistrationError.self) { try server.add(Self.tool("a", input: schema)) { _ in .text("") } }
    #expect(error?.code == .invalidSchema && error?.message.contains("input schema of tool a") == true)
    #expect(!server.catalog.tools.isOffered, "nothing was registered")
  }

  @Test func aSchemaMayReferToDocumentsThatWereGiven() throws {
    let server = MCPServer(
      Implementation(name: "test", version: "1"),
      schemaDocuments: ["https://example.com/name": ["type": "string", "maxLength": 3]])
    try server.add(
      Self.tool("a", input: ["type": "object", "properties": ["name": ["$ref": "https://example.com/name"]]])
    ) { _ in .text("") }
    let schema = try #require(server.catalog.tools["a"]?.inputSchema)
    #expect(schema.violation(in: ["name": "abc"]) == nil)
    #expect(schema.violation(in: ["name": "abcd"])?.path == "/name")
  }

  @Test func aTemplateThatIsNoneIsRefused() {
    let server = MCPServer("test", version: "1")
    let error = #expect(throws: RegistrationError.self) {
      try server.add(ResourceTemplate(uriTemplate: "test://{a", name: "a")) { _ in [] }
    }
    #expect(error?.code == .invalidTemplate && !server.catalog.hasResources)
  }

  @Test func namesAgainstTheAdviceOfTheSpecificationAreWarnedOf() throws {
    let server = MCPServer("test", version: "1")
    try server.add(Self.tool("fine_name-1.0")) { _ in .text("") }
    try server.add(Self.tool("with space")) { _ in .text("") }
    #expect(server.warnings.count == 1 && server.warnings.first?.contains("with space") == true)
  }

  @Test func whatIsOfferedOnceStaysOfferedAsAnEmptyList() throws {
    let server = MCPServer("test", version: "1")
    #expect(!server.catalog.prompts.isOffered)
    try server.add(Prompt(name: "p")) { _ in PromptResult(messages: []) }
    server.removePrompt("p")
    #expect(server.catalog.prompts.isOffered && server.catalog.prompts.all.isEmpty)
  }

  @Test func aRequestGoesOnWithTheCatalogThatItHas() throws {
    let server = MCPServer("test", version: "1")
    try server.add(Self.tool("a")) { _ in .text("") }
    let catalog = server.catalog
    server.removeTool("a")
    #expect(catalog.tools["a"] != nil && server.catalog.tools["a"] == nil)
    #expect(server.catalog === server.catalog, "a catalog is made once for each change")
  }
}
