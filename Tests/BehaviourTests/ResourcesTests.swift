import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct ResourcesTests {
  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func areListedPageByPage(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    var server = TestServer()
    server.limits.pageSize = 2
    try await Client.with(kind, server) { client in
      try await client.open(revision)
      var uris: [String?] = []
      var params: JSONValue = [:]
      for _ in 1...3 {
        let result = try #require(try await client.ask("resources/list", params).result)
        for resource in result["resources"]?.elements ?? JSONValue(arrayLiteral: []).elements {
          uris.append(resource["uri"]?.string)
          #expect(resource["name"]?.string?.hasPrefix("r") == true && resource["size"] == 1)
          #expect((resource["title"] != nil) == (revision >= .v2025_06_18))
        }
        guard let cursor = result["nextCursor"] else { break }
        params = ["cursor": cursor]
      }
      #expect(uris == ["test://1", "test://2", "test://3", "test://4", "test://5"])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func haveTemplates(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let result = try await client.ask("resources/templates/list").result
      #expect(result?["resourceTemplates"]?.count == 1)
      let template = result?["resourceTemplates"]?[0]
      #expect(template?["uriTemplate"] == "test://{number}" && template?["name"] == "numbered")
      #expect((template?["title"] != nil) == (revision >= .v2025_06_18))
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func areReadAsTextOrBytes(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let text = try await client.ask("resources/read", ["uri": "test://1"])
      #expect(
        text.result?["contents"] == [["uri": "test://1", "mimeType": "text/plain", "text": "text of test://1"]])
      let bytes = try await client.ask("resources/read", ["uri": "test://5"])
      #expect(
        bytes.result?["contents"]
          == [["uri": "test://5", "mimeType": "application/octet-stream", "blob": "AP8="]])
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func thatAreNotThereAreInvalidParams(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let answer = try await client.ask("resources/read", ["uri": "test://6"])
      #expect(answer.code == -32602 && answer.data == ["uri": "test://6"])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func haveToBeNamed(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      for params in [[:], ["uri": 7], ["uri": ["test://1"]]] as [JSONValue] {
        let answer = try await client.ask("resources/read", params)
        #expect(answer.code == -32602 && answer.path == "/params/uri")
      }
    }
  }
}
