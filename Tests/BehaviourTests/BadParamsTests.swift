import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// Whatever a client sends as the params of any method, it is answered: with the right code and place where that can
/// be said, and never by a crash or by silence.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BadParamsTests {
  private static var server: TestServer {
    var server = TestServer([.logging, .resourceSubscriptions]) { server, probe throws(RegistrationError) in
      try TestPrompts.add(to: server)
      try TestCatalog.add(to: server)
      try TestQuestions.add(to: server, probe)
    }
    server.hasTools = true
    server.hasResources = true
    return server
  }

  /// A method with params that are right, and what has to be in them.
  struct Method: Sendable, CustomTestStringConvertible {
    let name: String
    let params: JSONValue
    let required: [String]
    var eras = [ProtocolRevision.v2025_11_25, .v2026_07_28]
    var testDescription: String { name }
  }

  static let methods = [
    Method(name: "tools/list", params: ["cursor": "x"], required: []),
    Method(name: "tools/call", params: ["name": "echo", "arguments": ["text": "x"]], required: ["name"]),
    Method(name: "prompts/list", params: ["cursor": "x"], required: []),
    Method(name: "prompts/get", params: ["name": "greet", "arguments": ["name": "x"]], required: ["name"]),
    Method(name: "resources/list", params: ["cursor": "x"], required: []),
    Method(name: "resources/templates/list", params: ["cursor": "x"], required: []),
    Method(name: "resources/read", params: ["uri": "test://1"], required: ["uri"]),
    Method(
      name: "completion/complete",
      params: ["ref": ["type": "ref/prompt", "name": "greet"], "argument": ["name": "name", "value": ""]],
      required: ["ref", "argument"]),
    Method(name: "ping", params: [:], required: [], eras: [.v2025_11_25]),
    Method(
      name: "initialize", params: Client.handshake("2025-11-25"),
      required: ["protocolVersion", "capabilities", "clientInfo"], eras: []),
    Method(name: "logging/setLevel", params: ["level": "info"], required: ["level"], eras: [.v2025_11_25]),
    Method(name: "resources/subscribe", params: ["uri": "x://"], required: ["uri"], eras: [.v2025_11_25]),
    Method(name: "resources/unsubscribe", params: ["uri": "x://"], required: ["uri"], eras: [.v2025_11_25]),
    Method(name: "server/discover", params: [:], required: [], eras: [.v2026_07_28]),
    Method(
      name: "subscriptions/listen", params: ["notifications": [:]], required: ["notifications"],
      eras: [.v2026_07_28]),
  ]

  /// Values that are no string and no object, and some that are.
  private static let wrong: [JSONValue] = [
    nil, true, 7, -1, 1.5, "", "x", [], [[:]], [:], ["x": nil], .nested(20),
    .text(String(repeating: "é", count: 5000)), .json("[" + String(repeating: "0,", count: 2000) + "0]"),
    .json("1e300"), .text("\u{0}"),
  ]

  private static func each(
    _ kind: CarrierKind, _ method: Method, _ body: (Client) async throws -> Void
  ) async throws {
    for era in method.eras {
      try await Client.with(kind, server) { client in
        try await client.open(era)
        client.makesMistakes = true
        try await body(client)
      }
    }
    guard method.eras.isEmpty else { return }
    try await Client.with(kind, server) { client in
      client.makesMistakes = true
      try await body(client)
    }
  }

  /// The carrier's own way to say that the method is not for it.
  private static func isOffered(_ method: Method, _ kind: CarrierKind) -> Bool {
    switch method.name {
    case "subscriptions/listen": kind.carriesNotifications
    case "resources/subscribe", "resources/unsubscribe": kind.isConnection
    default: true
    }
  }

  @Test(arguments: CarrierKind.allCases, methods)
  func aMissingMemberIsNamed(_ kind: CarrierKind, _ method: Method) async throws {
    guard Self.isOffered(method, kind) else { return }
    try await Self.each(kind, method) { client in
      for name in method.required {
        let answer = try await client.ask(method.name, method.params.with(name, nil))
        #expect(answer.code == -32602 && answer.path == "/params/\(name)", "\(answer.message)")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, methods)
  func aMemberOfTheWrongKindIsNamed(_ kind: CarrierKind, _ method: Method) async throws {
    guard Self.isOffered(method, kind) else { return }
    try await Self.each(kind, method) { client in
      for member in method.params.members {
        let name = member.key.string
        for value in Self.wrong where value.kind != member.value.kind {
          let answer = try await client.ask(method.name, method.params.with(name, value))
          #expect(answer.code == -32602, "\(name): \(answer.message)")
          #expect(answer.path?.hasPrefix("/params/\(name)") == true, "\(name): \(answer.message)")
        }
      }
    }
  }

  /// Of the right kind, and still not right: any answer will do.
  @Test(arguments: CarrierKind.allCases, methods)
  func anyValueIsAnswered(_ kind: CarrierKind, _ method: Method) async throws {
    guard Self.isOffered(method, kind), method.name != "initialize" else { return }
    try await Self.each(kind, method) { client in
      for member in method.params.members where method.name != "subscriptions/listen" {
        for value in Self.wrong where value.kind == member.value.kind {
          let answer = try await client.ask(method.name, method.params.with(member.key.string, value))
          #expect(answer.result != nil || answer.code == -32602, "\(answer.message)")
          #expect(answer.message.description.utf8.count < 12_000, "it is at most repeated once")
        }
      }
    }
  }

  @Test(arguments: CarrierKind.allCases, methods)
  func moreThanIsWantedIsPassedOver(_ kind: CarrierKind, _ method: Method) async throws {
    guard Self.isOffered(method, kind), method.name != "subscriptions/listen" else { return }
    try await Self.each(kind, method) { client in
      var params = method.params.with("cursor", nil)
      for (index, value) in Self.wrong.enumerated() { params = params.with("extra \(index)", value) }
      let answer = try await client.ask(method.name, params.with("_meta", ["progressToken": [:], "x": .nested(10)]))
      #expect(answer.result != nil, "\(answer.message)")
    }
  }

  @Test(arguments: CarrierKind.allCases, methods)
  func metadataThatIsNoneIsNamed(_ kind: CarrierKind, _ method: Method) async throws {
    guard method.name != "initialize" else { return }
    try await Client.with(kind, Self.server) { client in
      if method.eras.contains(.v2025_11_25) { try await client.open(.v2025_11_25) }
      for value in [nil, 7, "x", [], true] as [JSONValue] {
        let answer = try await client.ask(method.name, method.params.with("_meta", value))
        #expect(answer.code == -32602 && answer.path == "/params/_meta", "\(answer.message)")
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func nothingIsAnsweredForBadNotifications(_ kind: CarrierKind) async throws {
    try await Client.with(kind, Self.server) { client in
      try await client.open(.v2025_11_25)
      for method in ["notifications/cancelled", "notifications/initialized", "notifications/roots/list_changed"] {
        for value in Self.wrong {
          try await client.notify(method, ["requestId": value, "_meta": value])
          if !kind.isConnection { #expect(try await client.next() == [:]) }
        }
      }
      #expect(try await client.ask("ping").result == [:])
    }
  }
}
