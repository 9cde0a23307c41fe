import JSON
import MCPModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct ProgressTests {
  private static func steps(_ count: Int64, token: JSONValue?) -> JSONValue {
    let params = Client.tool("steps", ["count": .number(count)])
    return token.map { params.with("_meta", ["progressToken": $0]) } ?? params
  }

  @Test(arguments: CarrierKind.withNotifications, ProtocolRevision.allCases)
  func isReportedInOrderBeforeTheAnswer(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      for token in ["token", "", 7, 0, -1] as [JSONValue] {
        let id = try await client.send("tools/call", Self.steps(3, token: token))
        for step in 1...3 as ClosedRange<Int64> {
          let message = try await client.next()
          #expect(message["method"] == "notifications/progress" && message["id"] == nil)
          #expect(message["params"]?["progressToken"] == token)
          #expect(message["params"]?["progress"] == .number(step) && message["params"]?["total"] == 3)
          #expect(message["params"]?["message"]?.string == (revision >= .v2025_03_26 ? "step \(step)" : nil))
        }
        #expect(try await client.expect(id).result?["content"]?[0]?["text"] == "wanted: true")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ["none", "1.5", "null", "true", "{}"])
  func isNotReportedWithoutAToken(_ kind: CarrierKind, _ token: String) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_11_25)
      client.makesMistakes = true
      let params = Self.steps(3, token: token == "none" ? nil : .json(token))
      let answer = try await client.ask("tools/call", params)
      #expect(answer.result?["content"]?[0]?["text"] == "wanted: false")
    }
  }

  @Test(arguments: CarrierKind.allCases.filter { !$0.carriesNotifications })
  func isDroppedWhereTheCarrierHasNoRoomForIt(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_11_25)
      let answer = try await client.ask("tools/call", Self.steps(3, token: 7))
      #expect(answer.result?["content"]?[0]?["text"] == "wanted: false")
    }
  }

  @Test(arguments: CarrierKind.connections)
  func ofTwoRequestsIsToldApartByItsToken(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2026_07_28)
      let ids = [
        try await client.send("tools/call", Self.steps(50, token: "a")),
        try await client.send("tools/call", Self.steps(50, token: "b")),
      ]
      var last: [String: Int64] = ["a": 0, "b": 0]
      var answered: [JSONValue] = []
      while answered.count < 2 {
        let message = try await client.next()
        if let id = message["id"] {
          answered.append(id)
          continue
        }
        let token = try #require(message["params"]?["progressToken"]?.string)
        let progress = try #require(message["params"]?["progress"]?.int)
        #expect(progress == (last[token] ?? 0) + 1)
        last[token] = progress
      }
      #expect(last == ["a": 50, "b": 50] && Set(answered.map(\.description)) == Set(ids.map(\.description)))
    }
  }
}
