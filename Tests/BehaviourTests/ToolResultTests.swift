import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Results of tools that promise something of them.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ToolResultTests {
  private static var server: TestServer {
    TestServer { server, _ throws(RegistrationError) in try TestMessages.add(to: server) }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func thatKeepTheirPromiseArrive(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let kept = try await client.call("keeps")
      #expect(kept.contentText == #"{"n":1}"#)
      #expect((kept.result?["structuredContent"] == ["n": 1]) == (revision >= .v2025_06_18))
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func thatBreakItAreTheServersFault(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      let broken = try await client.call("breaks")
      #expect(broken.code == -32603 && broken.text?.contains("/n") == true)
      let forgotten = try await client.call("forgets")
      #expect(forgotten.code == -32603 && forgotten.text?.contains("structured content") == true)
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func thatAreFailuresPromiseNothing(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(revision)
      for (tool, text) in [("admits", "there is no n"), ("gives up", "n was not found")] {
        let answer = try await client.call(tool)
        #expect(answer.result?["isError"] == true && answer.contentText == text)
        #expect(answer.result?["structuredContent"] == nil)
      }
    }
  }
}
