import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Revision 2026-07-28: every request says by its `_meta` what it needs to be understood.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StatelessTests {
  private static let version = MetaKey.protocolVersion.description
  private static let capabilities = MetaKey.clientCapabilities.description
  private static let client = MetaKey.clientInfo.description

  private static func pointer(_ key: String) -> String {
    "/params/_meta/" + key.split(separator: "/").joined(separator: "~1")
  }

  private static func meta(_ requested: String) -> JSONValue {
    .object([(version, .text(requested)), (capabilities, [:] as JSONValue)])
  }

  @Test(arguments: CarrierKind.allCases)
  func discoverySaysWhatTheServerIs(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let result = try #require(try await client.ask("server/discover").result)
      #expect(
        result["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
      #expect(result["capabilities"] == ["resources": ["listChanged": true], "tools": ["listChanged": true]])
      #expect(result["instructions"] == "Ask it anything.")
      #expect(result["resultType"] == "complete")
      #expect(result["cacheScope"] == "public" && result["ttlMs"] == 300_000)
      #expect(
        result["_meta"]?["io.modelcontextprotocol/serverInfo"]
          == ["name": "test server", "version": "1.2.3", "title": "Test Server"])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func theServerSaysHowLongAResultMayBeKept(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.limits.cacheLifetime = .milliseconds(1500)
    try await Client.with(kind, server) { client in
      try await client.open(.v2026_07_28)
      for method in ["server/discover", "tools/list"] {
        #expect(try await client.ask(method).result?["ttlMs"] == 1500, "\(method)")
      }
      let read = try await client.ask("resources/read", ["uri": "test://1"]).result
      #expect(read?["ttlMs"] == 0, "what a resource says may change at any moment")
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let meta: String
    let path: String
    var testDescription: String { meta }
  }

  static let incomplete = [
    Case(meta: "7", path: "/params/_meta"),
    Case(meta: "[]", path: "/params/_meta"),
    Case(meta: "null", path: "/params/_meta"),
    Case(meta: "{}", path: "/params/_meta"),
    Case(meta: #"{"\#(capabilities)":{}}"#, path: "/params/_meta"),
    Case(meta: #"{"\#(version)":20260728}"#, path: pointer(version)),
    Case(meta: #"{"\#(version)":null}"#, path: pointer(version)),
    Case(meta: #"{"\#(version)":"2026-07-28"}"#, path: pointer(capabilities)),
    Case(meta: #"{"\#(version)":"2026-07-28","\#(capabilities)":[]}"#, path: pointer(capabilities)),
    Case(meta: #"{"\#(version)":"2026-07-28","\#(capabilities)":{},"\#(client)":"x"}"#, path: pointer(client)),
    Case(
      meta: #"{"\#(version)":"2026-07-28","\#(capabilities)":{},"\#(client)":{"name":"x"}}"#, path: pointer(client)),
  ]

  @Test(arguments: CarrierKind.allCases, incomplete)
  func namesThePieceOfMetadataThatIsMissingOrWrong(_ kind: CarrierKind, _ incomplete: Case) async throws {
    try await Client.with(kind) { client in
      let answer = try await client.ask("tools/list", ["_meta": .json(incomplete.meta)])
      #expect(answer.code == -32602)
      #expect(answer.path == incomplete.path)
      #expect(answer.text?.hasPrefix(incomplete.path) == true, "people see the place too")
    }
  }

  @Test(arguments: CarrierKind.allCases, ["2027-01-01", "1.0", "", "2026-07-28-"])
  func aVersionThatNobodyKnowsIsRefusedWithThoseThatAreKnown(_ kind: CarrierKind, _ version: String) async throws {
    try await Client.with(kind) { client in
      let answer = try await client.ask("tools/list", ["_meta": Self.meta(version)])
      #expect(answer.code == -32022)
      #expect(
        answer.data?["supported"] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
      #expect(answer.data?["requested"] == .text(version))
    }
  }

  @Test(arguments: CarrierKind.allCases, HandshakeTests.legacy)
  func aLegacyVersionIsNotOfferedForPerRequestUse(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      let answer = try await client.ask("tools/list", ["_meta": Self.meta(revision.rawValue)])
      #expect(answer.code == -32022)
      #expect(answer.data == ["supported": ["2026-07-28"], "requested": .text(revision.rawValue)])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aRequestMayBeStatelessWithinASession(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2024_11_05)
      #expect(try await client.ask("tools/list").result?["resultType"] == nil)
      client.revision = .v2026_07_28
      #expect(try await client.ask("tools/list").result?["resultType"] == "complete")
      client.revision = .v2024_11_05
      #expect(try await client.ask("tools/list").result?["resultType"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases, ["tools/list", "resources/list", "resources/templates/list"])
  func listsSayHowLongTheyMayBeKept(_ kind: CarrierKind, _ method: String) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let result = try #require(try await client.ask(method).result)
      #expect((result["ttlMs"]?.int ?? -1) >= 0)
      #expect(["public", "private"].contains(result["cacheScope"]?.string))
    }
  }
}
