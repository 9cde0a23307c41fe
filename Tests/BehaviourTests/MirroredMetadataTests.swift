import JSON
import MCPModel
import TestSupport
import Testing

/// Copies of a request's values in the metadata of its call (2026-07-28, Streamable HTTP, Request Metadata).
@Suite(.serialized, .timeLimit(.minutes(10))) struct MirroredMetadataTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let metadata: [String: String]
    let agrees: Bool
    var testDescription: String { metadata.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: ", ") }

    init(_ metadata: [String: String], agrees: Bool) {
      self.metadata = metadata
      self.agrees = agrees
    }
  }

  static let cases = [
    Case([:], agrees: true),
    Case(["mcp-protocol-version": "2026-07-28"], agrees: true),
    Case(["mcp-protocol-version": "2025-11-25"], agrees: false),
    Case(["mcp-protocol-version": ""], agrees: false),
    Case(["mcp-method": "tools/call"], agrees: true),
    Case(["mcp-method": "tools/list"], agrees: false),
    Case(["mcp-method": "Tools/Call"], agrees: false),
    Case(["mcp-name": "echo"], agrees: true),
    Case(["mcp-name": "Echo"], agrees: false),
    Case(["mcp-name": "=?base64?ZWNobw==?="], agrees: true),
    Case(["mcp-name": "=?base64?ZWNobw?="], agrees: false),
    Case(["mcp-name": "=?base64?b3RoZXI=?="], agrees: false),
    Case(["mcp-name": "=?base64?ZWNo bw==?="], agrees: false),
    Case(["mcp-name": "=?base64?/w==?="], agrees: false),
    Case(["mcp-name": "=?base64??="], agrees: false),
    Case(["mcp-name": "=?base64?="], agrees: false),
    Case(
      ["mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "echo"], agrees: true),
    Case(
      ["mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "big"], agrees: false),
  ]

  @Test(arguments: CarrierKind.singleRequests, cases)
  func hasToAgreeWithTheRequest(_ kind: CarrierKind, _ mirrored: Case) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      client.metadata = mirrored.metadata
      let answer = try await client.call("echo", ["text": "x"])
      if mirrored.agrees {
        #expect(answer.result != nil)
      } else {
        #expect(answer.code == -32020)
        #expect(client.server.probe.calls == 0)
      }
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func namesAResourceByItsURI(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      client.metadata = ["mcp-name": "test://1"]
      #expect(try await client.ask("resources/read", ["uri": "test://1"]).result != nil)
      #expect(try await client.ask("resources/read", ["uri": "test://2"]).code == -32020)
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func comesInBase64WhereItIsNotASCII(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      client.metadata = ["mcp-name": "=?base64?w6k=?="]
      #expect(try await client.call("é").code == -32602, "the tool is unknown, but the name agrees")
      #expect(try await client.call("e\u{301}").code == -32020, "the same letter in other bytes is another name")
    }
  }

  @Test(arguments: CarrierKind.singleRequests)
  func isComparedWithTheSessionsRevision(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      client.metadata = ["mcp-protocol-version": "2025-06-18"]
      try await client.open(.v2025_06_18)
      #expect(try await client.ask("tools/list").result != nil)
      client.metadata = ["mcp-protocol-version": "2025-11-25"]
      #expect(try await client.ask("tools/list").code == -32020)
      // Over HTTP every message of a session is held to its revision.
      let again = try await client.ask("initialize", Client.handshake("2025-11-25"))
      #expect(again.code == (kind == .http ? -32020 : -32600))
    }
  }
}
