import CoreGRPC
import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

@testable import MCPService

@Suite(.timeLimit(.minutes(10))) struct RemoteSessionTests {
  private static func request(_ method: String, _ params: JSONValue? = nil, id: Int64 = 1) -> JSONRPCRequest {
    JSONRPCRequest(id: .integer(id), method: method, params: params)
  }

  private static let opening = request("initialize", Client.handshake("2025-06-18"))

  private static func server() -> TestServer {
    var server = TestServer()
    server.features = [.logging, .resourceSubscriptions]
    server.addition = { server, _ throws(RegistrationError) in try TestMessages.add(to: server) }
    return server
  }

  private static func ask(
    _ request: JSONRPCRequest, _ carrier: MemoryCarrier, _ inbox: Inbox<Received>
  ) async throws -> Answer {
    carrier.put(.message(.request(request)))
    return try await Remote.answer(inbox)
  }

  /// What is said to restore a session, when the server answers like this.
  private static func restoring(
    _ session: RemoteSession, _ answer: (JSONRPCRequest) throws -> JSONValue
  ) async throws -> (said: [String], missed: [JSONValue]) {
    var said: [String] = []
    let missed = try await session.restore(
      ask: {
        said.append($0.method)
        return try answer($0)
      },
      tell: { said.append($0.method) })
    return (said, missed.map { JSONRPCMessage.notification($0).json })
  }

  /// What comes besides what may have changed meanwhile, which is told whenever the session is open again.
  private static func answerAfterMissed(_ inbox: Inbox<Received>) async throws -> Answer {
    while true {
      let answer = try await Remote.answer(inbox)
      guard let method = answer.message["method"]?.string, method != "notifications/message" else { return answer }
      #expect(method.hasSuffix("/list_changed") || method == "notifications/resources/updated")
    }
  }

  @Test func isSaidAgainInItsOrder() async throws {
    var session = RemoteSession(opening: Self.opening, result: ["protocolVersion": "2025-06-18"])
    let capabilities: JSONValue = ["tools": ["listChanged": true], "prompts": ["listChanged": false], "resources": [:]]
    let opened: JSONValue = ["protocolVersion": "2025-06-18", "capabilities": capabilities]
    let unready = try await Self.restoring(session) { _ in opened }
    #expect(unready.said == ["initialize"] && unready.missed.isEmpty)
    session.note(JSONRPCNotification(method: "notifications/initialized", params: nil))
    for uri in ["test://1", "test://2"] as [JSONValue] {
      session.note(Self.request("resources/subscribe", ["uri": uri]))
    }
    for level in ["info", "alert"] as [JSONValue] { session.note(Self.request("logging/setLevel", ["level": level])) }
    session.note(Self.request("resources/unsubscribe", ["uri": "test://1"]))
    var params: [JSONValue?] = []
    let (said, missed) = try await Self.restoring(session) { request in
      params.append(request.params)
      guard request.method == "initialize" else { throw MCPError(.invalidParams, "that is no more") }
      return opened
    }
    #expect(said == ["initialize", "notifications/initialized", "logging/setLevel", "resources/subscribe"])
    #expect(params == [Client.handshake("2025-06-18"), ["level": "alert"], ["uri": "test://2"]])
    #expect(missed.map { $0["method"] } == ["notifications/tools/list_changed", "notifications/resources/updated"])
    #expect(missed.map { $0["params"] } == [[:], ["uri": "test://2"]])
  }

  @Test func isLostWhereTheServerOpensAnotherOrNone() async {
    let session = RemoteSession(opening: Self.opening, result: ["protocolVersion": "2025-06-18"])
    for answer in [.success(["protocolVersion": "2025-03-26"]), .failure(MCPError(.internalError, "no"))]
      as [Result<JSONValue, MCPError>]
    {
      let error = await #expect(throws: MCPError.self) {
        _ = try await Self.restoring(session) { _ in try answer.get() }
      }
      #expect(error?.data == ["reason": "session_lost"])
    }
  }

  @Test func nothingElseIsEverSaidAgain() {
    for method in ["tools/call", "tools/list", "prompts/get", "resources/read", "tasks/cancel", "ping"] {
      #expect(!RemoteSession.isChanged(by: Self.request(method)))
    }
  }

  @Test func goesOnWithAnotherServerAtTheSameAddress() async throws {
    let address = Remote.address
    try await Remote.with(address) { remote in
      try await Remote.serving(remote) { carrier, inbox in
        let first = Self.server()
        try await LiveService.with(first, address: address) { live in
          let opened = try await Self.ask(Self.opening, carrier, inbox)
          #expect(opened.result?["protocolVersion"] == "2025-06-18")
          carrier.put(.message(.notification(.init(method: "notifications/initialized", params: nil))))
          for (method, params) in [
            ("logging/setLevel", ["level": "alert"]), ("resources/subscribe", ["uri": "test://1"]),
          ] as [(String, JSONValue)] {
            let answer = try await Self.ask(Self.request(method, params, id: 2), carrier, inbox)
            #expect(answer.result == [:])
          }
          carrier.put(.message(.request(Self.request("tools/call", Client.tool("hold", ["key": "a"]), id: 4))))
          #expect(await first.probe.started.take() == "a")
          live.server.beginGracefulShutdown(drain: .zero)
          let lost = try await Remote.answer(inbox)
          #expect(lost.id == 4 && lost.code == -32603)
        }
        let second = Self.server()
        try await LiveService.with(second, address: address) { _ in
          var messages: [Answer] = []
          // Between two attempts to connect it fails at once.
          repeat {
            carrier.put(.message(.request(Self.request("tools/call", Client.tool("log"), id: 5))))
            messages = [try await Self.answerAfterMissed(inbox)]
          } while messages[0].data == ["grpcStatus": 14]
          for _ in 2...3 { messages.append(try await Self.answerAfterMissed(inbox)) }
          #expect(messages.map { $0.message["params"]?["level"]?.string } == ["alert", "emergency", nil])
          #expect(messages[2].result?["content"]?[0]?["text"] == "alert")
          second.mcp.resourceUpdated("test://1")
          var change = try await Remote.answer(inbox)
          // Two that open the session at the same time both tell what may have changed.
          while change.message["method"]?.string?.hasSuffix("/list_changed") == true {
            change = try await Remote.answer(inbox)
          }
          #expect(change.message["params"]?["uri"] == "test://1")
          #expect(second.probe.calls == 0, "what was in flight is not sent again")
        }
      }
    }
  }
}
