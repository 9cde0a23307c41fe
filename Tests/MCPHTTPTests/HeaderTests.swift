import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Headers that repeat what the message says (2026-07-28, Streamable HTTP, Request Metadata).
@Suite(.timeLimit(.minutes(10))) struct HeaderTests {
  private static let echo = LiveHTTP.call("echo", ["text": "x"])

  @Test(arguments: [
    ["MCP-Protocol-Version": nil], ["MCP-Protocol-Version": "2025-11-25"], ["Mcp-Method": nil],
    ["Mcp-Method": "tools/list"], ["Mcp-Method": "TOOLS/CALL"], ["Mcp-Name": nil], ["Mcp-Name": "other"],
    ["Mcp-Name": "\u{e9}cho"], ["Mcp-Name": "=?base64?ZWNobw?="], ["Mcp-Name": "=?BASE64?ZWNobw==?="],
    ["Mcp-Method": "tools/call\r\nMcp-Method: tools/list"], ["Mcp-Method": "=?base64?dG9vbHMvY2FsbA==?="],
    ["MCP-Protocol-Version": "=?base64?MjAyNi0wNy0yOA==?="],
  ] as [[String: String?]])
  func thatAreMissingOrDifferAreRefused(_ headers: [String: String?]) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(Self.echo, headers)
      #expect(try answer.status == 400 && answer.code == -32020)
      #expect(try answer.json["id"] == 7)
      #expect(live.setup.probe.calls == 0)
    }
  }

  /// Whoever reads them on the way may take the one that is.
  @Test(arguments: [
    ["Mcp-Name": "echo\r\nMcp-Name: other\u{ff}"], ["Mcp-Name": "\u{ff}"], ["Mcp-Method": "tools/call\r\nMcp-Method: \u{ff}"],
    ["MCP-Protocol-Version": "2026-07-28\r\nMCP-Protocol-Version: \u{ff}"],
  ] as [[String: String?]])
  func thatAreNotUTF8AreNotAbsent(_ headers: [String: String?]) async throws {
    try await LiveHTTP.with { live in
      let client = try live.connect()
      try client.send(latin1: LiveHTTP.post(Self.echo, headers))
      let answer = try required(client.response(), "no answer")
      #expect(try answer.status == 400 && answer.code == -32020)
    }
  }

  @Test(arguments: [
    [:], ["Mcp-Name": "  echo  "], ["Mcp-Name": "=?base64?ZWNobw==?="], ["Mcp-Method": nil, "MCP-METHOD": "tools/call"],
    ["Mcp-Method": nil, "mcp-method": "tools/call"],
  ] as [[String: String?]])
  func thatSayTheSameArePassed(_ headers: [String: String?]) async throws {
    try await LiveHTTP.with { live in
      let answer = try live.ask(Self.echo, headers)
      #expect(try answer.status == 200 && answer.json["result"] != nil)
    }
  }

  @Test func aDifferenceIsSaidBeforeAnUnknownRevision() async throws {
    try await LiveHTTP.with { live in
      let message = LiveHTTP.request("tools/list", meta: [(MetaKey.protocolVersion.description, "1999-01-01")])
      let answer = try live.ask(message, ["MCP-Protocol-Version": "2026-07-28"])
      #expect(try answer.code == -32020)
    }
  }

  @Test func methodsThatNameNothingNeedNoName() async throws {
    try await LiveHTTP.with { live in
      let list = try live.ask(LiveHTTP.request("tools/list"))
      #expect(list.status == 200)
      let read = LiveHTTP.request("resources/read", ["uri": "test://1"])
      #expect(try live.ask(read).status == 200)
      #expect(try live.ask(read, ["Mcp-Name": nil]).status == 400)
    }
  }

  /// Whether or not what such a method's parameters are called is what others are named by.
  @Test(arguments: ["tasks/result", "tasks/list", "resources/subscribe", "unknown/method"], [nil, "other"] as [String?])
  func aMethodThatIsNotNamedIsNotFoundWhateverItsNameIs(_ method: String, _ name: String?) async throws {
    try await LiveHTTP.with { live in
      let message = LiveHTTP.request(method, ["taskId": "t", "name": "n", "uri": "test://1"])
      let answer = try live.ask(message, ["Mcp-Name": name])
      #expect(try answer.status == 404 && answer.code == -32601)
    }
  }

  struct Argument: Sendable, CustomTestStringConvertible {
    let arguments: JSONValue
    let headers: [String: String]
    let passes: Bool
    var testDescription: String { "\(arguments) \(headers)" }

    init(_ arguments: JSONValue, _ headers: [String: String], passes: Bool) {
      self.arguments = arguments
      self.headers = headers
      self.passes = passes
    }
  }

  static let arguments = [
    Argument(["region": "us-west1"], ["Mcp-Param-Region": "us-west1"], passes: true),
    Argument(["region": "us-west1"], ["mcp-param-REGION": " us-west1 "], passes: true),
    Argument(["region": "us-west1"], ["Mcp-Param-Region": "=?base64?dXMtd2VzdDE=?="], passes: true),
    Argument(["region": "us-west1"], ["Mcp-Param-Region": "=?base64?dXMtd2VzdDE?="], passes: false),
    Argument(["region": "us-west1"], ["Mcp-Param-Region": "=?base64?dXMtd2V!dDE=?="], passes: false),
    Argument(["region": "us-west1"], ["Mcp-Param-Region": "dXMtd2VzdDE="], passes: false),
    Argument(["region": "us-west1"], ["Mcp-Param-Region": "eu"], passes: false),
    Argument(["region": "us-west1"], [:], passes: false),
    Argument(["region": "\u{fc}"], ["Mcp-Param-Region": "=?base64?w7w=?="], passes: true),
    Argument(["region": "\u{fc}"], ["Mcp-Param-Region": "\u{fc}"], passes: false),
    Argument(["deep": ["count": 42]], [:], passes: false),
    Argument([:], [:], passes: true),
    Argument([:], ["Mcp-Param-Region": "us"], passes: false),
    Argument([:], ["Mcp-Param-Unknown": "us"], passes: true),
    Argument(["deep": ["count": 42]], ["Mcp-Param-Count": "42"], passes: true),
    Argument(["deep": ["count": 42]], ["Mcp-Param-Count": "42.0"], passes: true),
    Argument(["deep": ["count": 42]], ["Mcp-Param-Count": "43"], passes: false),
    Argument(["deep": ["count": 42]], ["Mcp-Param-Count": "0x2A"], passes: false),
    Argument(["deep": ["on": true]], ["Mcp-Param-On": "true"], passes: true),
    Argument(["deep": ["on": true]], ["Mcp-Param-On": "True"], passes: false),
  ]

  @Test(arguments: arguments)
  func argumentsThatAToolWantsRepeatedAreCompared(_ argument: Argument) async throws {
    try await LiveHTTP.with(Self.server) { live in
      let answer = try live.ask(
        LiveHTTP.call("query", argument.arguments), argument.headers.mapValues { .some($0) })
      #expect(answer.status == (argument.passes ? 200 : 400))
      #expect(try answer.code == (argument.passes ? nil : -32020))
    }
  }

  private static let server = TestServer { server, _ throws(RegistrationError) in
    try server.add(ToolRegistration(Self.tool("Region"), .immediate { _ in .text("") }))
  }

  private static func tool(_ header: JSONValue) -> Tool {
    Tool(
      name: "query",
      inputSchema: [
        "type": "object",
        "properties": [
          "region": ["type": "string", "x-mcp-header": header],
          "deep": [
            "type": "object",
            "properties": [
              "count": ["type": "integer", "x-mcp-header": "Count"], "on": ["type": "boolean", "x-mcp-header": "On"],
            ],
          ],
        ],
      ])
  }

  @Test(arguments: ["", "a b", "caf\u{e9}", "count", 1] as [JSONValue])
  func aNameThatNoHeaderCanHaveIsNotRegistered(_ name: JSONValue) {
    let server = MCPServer("s", version: "1")
    #expect(throws: RegistrationError.self) {
      try server.add(ToolRegistration(Self.tool(name), .immediate { _ in .text("") }))
    }
  }

  @Test(arguments: [
    ["x-mcp-header": "A"], ["items": ["type": "string", "x-mcp-header": "A"]],
    ["anyOf": [["properties": ["a": ["type": "string", "x-mcp-header": "A"]]]]],
    ["properties": ["a": ["type": "array", "items": ["type": "string", "x-mcp-header": "A"]]]],
    ["$defs": ["a": ["type": "string", "x-mcp-header": "A"]]],
  ] as [JSONValue])
  func oneThatIsNotReachedThroughPropertiesAloneIsNotRegistered(_ schema: JSONValue) {
    let server = MCPServer("s", version: "1")
    #expect(throws: RegistrationError.self) {
      try server.add(
        ToolRegistration(Tool(name: "t", inputSchema: schema.with("type", "object")), .immediate { _ in .text("") }))
    }
  }

  @Test(arguments: [
    ["properties": ["x-mcp-header": ["type": "string"]]], ["$defs": ["x-mcp-header": ["type": "string"]]],
    ["default": ["x-mcp-header": 7]],
  ] as [JSONValue])
  func whatOnlyLooksLikeOneIsNone(_ schema: JSONValue) throws {
    let server = MCPServer("s", version: "1")
    try server.add(
      ToolRegistration(Tool(name: "t", inputSchema: schema.with("type", "object")), .immediate { _ in .text("") }))
  }
}
