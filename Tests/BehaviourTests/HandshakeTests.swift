import JSON
import MCPModel
import TestSupport
import Testing

/// `initialize` and `ping`, by which revisions up to 2025-11-25 open and keep a session.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HandshakeTests {
  static let legacy = ProtocolRevision.allCases.filter { !$0.isStateless }

  @Test(arguments: CarrierKind.allCases, legacy)
  func agreesOnARevisionThatTheServerKnows(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      let result = try #require(try await client.open(revision)?.result)
      #expect(result["protocolVersion"] == .text(revision.rawValue))
      #expect(result["capabilities"] == ["resources": ["listChanged": true], "tools": ["listChanged": true]])
      #expect(result["instructions"] == "Ask it anything.")
      #expect(result["serverInfo"]?["name"] == "test server")
      #expect(result["serverInfo"]?["version"] == "1.2.3")
      #expect((result["serverInfo"]?["title"] != nil) == (revision >= .v2025_06_18))
      #expect(result["resultType"] == nil && result["_meta"] == nil)
    }
  }

  @Test(arguments: CarrierKind.allCases, ["2023-01-01", "2026-07-28", "2099-01-01", "", "latest"])
  func offersItsNewestLegacyRevisionForAnyOther(_ kind: CarrierKind, _ version: String) async throws {
    try await Client.with(kind) { client in
      let answer = try await client.ask("initialize", Client.handshake(version))
      #expect(answer.result?["protocolVersion"] == "2025-11-25")
    }
  }

  @Test(
    arguments: CarrierKind.allCases,
    [
      ("protocolVersion", nil, "/params/protocolVersion"), ("protocolVersion", "7", "/params/protocolVersion"),
      ("capabilities", nil, "/params/capabilities"), ("capabilities", "[]", "/params/capabilities"),
      ("clientInfo", nil, "/params/clientInfo"), ("clientInfo", #"{"name":"x"}"#, "/params/clientInfo"),
      ("clientInfo", #"{"name":1,"version":"1"}"#, "/params/clientInfo"),
    ])
  func namesWhatIsMissingOrWrong(_ kind: CarrierKind, _ change: (String, String?, String)) async throws {
    try await Client.with(kind) { client in
      let params = Client.handshake("2025-06-18").with(change.0, change.1.map { .json($0) })
      let answer = try await client.ask("initialize", params)
      #expect(answer.code == -32602 && answer.path == change.2)
      #expect(try await client.ask("initialize", Client.handshake("2025-06-18")).result != nil)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func isDoneOnceASession(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_06_18)
      let again = try await client.ask("initialize", Client.handshake("2025-03-26"))
      #expect(again.code == -32600)
      #expect(try await client.ask("tools/list").result?["tools"] != nil, "the session goes on as it was")
    }
  }

  @Test(arguments: CarrierKind.singleRequests.filter(\.isGRPC))
  func tellsACallerOfSingleRequestsItsSession(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_11_25)
      let id = try #require(client.sessionID)
      #expect(id.utf8.count == 32 && id.utf8.allSatisfy { 0x21...0x7E ~= $0 })
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aPingNeedsNoSession(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      for params in [[:], ["anything": 1]] as [JSONValue] {
        let answer = try await client.ask("ping", params)
        #expect(answer.result == [:])
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func aPingIsAnsweredWhereTheRevisionHasIt(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let answer = try await client.ask("ping")
      if revision.isStateless { #expect(answer.code == -32601) } else { #expect(answer.result == [:]) }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aRequestWithNeitherSessionNorMetadataIsToldBothWaysIn(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      for method in ["tools/list", "tools/call", "server/discover", "no/such/method"] {
        let answer = try await client.ask(method)
        #expect(answer.code == -32602 && answer.path == "/params/_meta")
        let text = try #require(answer.text)
        #expect(text.contains("initialize") && text.contains("io.modelcontextprotocol/protocolVersion"))
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func anUnknownMethodIsNotFound(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Client.with(kind) { client in
      try await client.open(revision)
      let answer = try await client.ask("no/such/method")
      #expect(answer.code == -32601 && answer.text?.contains("no/such/method") == true)
      let long = try await client.ask(String(repeating: "x", count: 10_000))
      #expect(long.code == -32601 && (long.text?.utf8.count ?? .max) < 300, "what was asked is not repeated in full")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func methodsOfAnotherEraAreNotFound(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.open(.v2025_11_25)
      #expect(try await client.ask("server/discover").code == -32601)
      #expect(try await client.ask("subscriptions/listen", ["notifications": [:]]).code == -32601)
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func whatTheServerDoesNotHaveIsNotFoundAndNotOffered(_ kind: CarrierKind) async throws {
    var server = TestServer()
    server.hasResources = false
    try await Client.with(kind, server) { client in
      let opened = try await client.open(.v2025_11_25)
      #expect(opened?.result?["capabilities"] == ["tools": ["listChanged": true]])
      for method in ["resources/list", "resources/templates/list", "resources/read"] {
        #expect(try await client.ask(method, ["uri": "test://1"]).code == -32601)
      }
    }
  }

  /// On a connection nothing comes back for a notification, so that the next answer is the next request's. As a call
  /// of its own it is answered with an empty message.
  @Test(arguments: CarrierKind.allCases)
  func aNotificationGetsNoAnswer(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      for method in ["notifications/initialized", "notifications/cancelled", "no/such/method", "ping"] {
        try await client.notify(method)
        if !kind.isConnection { #expect(try await client.next() == [:]) }
      }
      #expect(try await client.ask("ping").result == [:])
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func aResponseToNothingIsPassedOver(_ kind: CarrierKind) async throws {
    try await Client.with(kind) { client in
      try await client.send(["jsonrpc": "2.0", "id": 99, "result": [:]])
      try await client.expectNothingIsAnswered(toResponseOver: kind)
      #expect(try await client.ask("ping").result == [:])
    }
  }
}

extension Client {
  /// A call that only hands a response over says that it was taken; HTTP, that it belongs to no session.
  func expectNothingIsAnswered(toResponseOver kind: CarrierKind) async throws {
    guard !kind.isConnection else { return }
    let told = try await next()
    #expect(kind == .http ? told["id"] == nil && told["error"]?["code"] == -32600 : told == [:])
  }
}
