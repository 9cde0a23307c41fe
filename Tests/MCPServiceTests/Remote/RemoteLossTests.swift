import CoreGRPC
import JSON
import MCPEngine
import MCPModel
import Protobufs
import TestSupport
import Testing
import Wire

@testable import MCPService

/// A server is lost and comes back while its clients say nothing: they hear of its changes all the same.
@Suite(.timeLimit(.minutes(10))) struct RemoteLossTests {
  private static func server() -> TestServer {
    var server = TestServer()
    server.features = [.logging, .resourceSubscriptions]
    server.addition = { server, _ throws(RegistrationError) in try TestCatalog.addEmpty(1, to: server) }
    return server
  }

  private static func listen(_ id: RequestID) -> JSONRPCRequest {
    JSONRPCRequest(
      id: id, method: "subscriptions/listen",
      params: [
        "notifications": ["toolsListChanged": true, "resourceSubscriptions": ["test://1"]],
        "_meta": meta,
      ])
  }

  /// Serves while `body` runs; then its calls end as if it had crashed.
  private static func losing(_ address: String, _ body: (TestServer) async throws -> Void) async throws {
    let first = server()
    try await LiveService.with(first, address: address) { live in
      try await body(first)
      try await cut(live, first)
    }
  }

  /// Ends all calls of a server before it can end them in peace: one that is held ends in no other way.
  private static func cut(_ live: LiveService, _ server: TestServer) async throws {
    let witness = try live.channel.stream(Mcp_MCPService.Method.streamRequests.path)
    let params = Client.tool("hold", ["key": "witness"]).with("_meta", meta)
    let request = try WireMessages.request(
      ["jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params], asStruct: false)
    try await witness.send(request.encoded())
    #expect(await server.probe.started.take() == "witness")
    live.server.beginGracefulShutdown(drain: .zero)
    _ = await witness.status()
  }

  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  /// Says that something has changed until somebody hears it: nobody else knows when a client has come back.
  @discardableResult
  private static func change(_ server: TestServer, until inbox: Inbox<Received>) async throws -> Answer {
    while inbox.count == 0 {
      server.mcp.resourceUpdated("test://1")
      await Task.yield()
    }
    return try await update(inbox)
  }

  /// What may have changed meanwhile comes first, said once.
  @discardableResult
  private static func missed(_ methods: String..., from inbox: Inbox<Received>) async throws -> [Answer] {
    var answers: [Answer] = []
    for _ in methods {
      var answer = try await Remote.answer(inbox)
      // Of what the server before has said some may still come.
      while answers.isEmpty, answer.message["method"] == "notifications/resources/updated" {
        answer = try await Remote.answer(inbox)
      }
      answers.append(answer)
    }
    #expect(answers.map { $0.message["method"]?.string } == methods.map { "notifications/\($0)" })
    return answers
  }

  /// Nothing else comes: a subscription begins for its client once only.
  private static func update(_ inbox: Inbox<Received>) async throws -> Answer {
    let answer = try await Remote.answer(inbox)
    #expect(answer.message["method"] == "notifications/resources/updated")
    #expect(answer.message["params"]?["uri"] == "test://1")
    return answer
  }

  private static func expectOnlyUpdates(_ inbox: Inbox<Received>) async throws {
    while inbox.count > 0 { _ = try await update(inbox) }
  }

  @Test func aSessionIsOpenedAgainByItself() async throws {
    let address = Remote.address
    try await Remote.with(address) { remote in
      try await Remote.serving(remote) { carrier, inbox in
        try await Self.losing(address) { _ in
          let opening = JSONRPCRequest(
            id: .integer(1), method: "initialize", params: Client.handshake("2025-06-18"))
          carrier.put(.message(.request(opening)))
          let opened = try await Remote.answer(inbox)
          #expect(opened.result != nil)
          carrier.put(.message(.notification(.init(method: "notifications/initialized", params: nil))))
          let subscribe = JSONRPCRequest(id: .integer(2), method: "resources/subscribe", params: ["uri": "test://1"])
          carrier.put(.message(.request(subscribe)))
          let subscribed = try await Remote.answer(inbox)
          #expect(subscribed.result == [:])
        }
        // More than once.
        for _ in 1...2 {
          try await Self.losing(address) { server in
            try await Self.missed(
              "tools/list_changed", "prompts/list_changed", "resources/list_changed", "resources/updated", from: inbox)
            try await Self.change(server, until: inbox)
          }
          try await Self.expectOnlyUpdates(inbox)
        }
      }
    }
  }

  @Test func subscriptionsOfAConnectionGoOnByThemselves() async throws {
    let address = Remote.address
    try await Remote.with(address) { remote in
      try await Remote.serving(remote) { carrier, inbox in
        try await Self.losing(address) { _ in
          for id in [.string("a"), .string("b")] as [RequestID] {
            carrier.put(.message(.request(Self.listen(id))))
            let message = try await Remote.answer(inbox).message
            #expect(message["method"] == "notifications/subscriptions/acknowledged")
          }
        }
        // Nobody wants this one any more.
        carrier.put(.message(.notification(.init(method: "notifications/cancelled", params: ["requestId": "b"]))))
        try await Self.losing(address) { second in
          let missed = try await Self.missed("tools/list_changed", "resources/updated", from: inbox)
          for notification in missed {
            #expect(notification.message["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == "a")
          }
          #expect(missed[1].message["params"]?["uri"] == "test://1")
          let update = try await Self.change(second, until: inbox)
          #expect(update.message["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == "a")
        }
        try await Self.expectOnlyUpdates(inbox)
      }
    }
  }

  @Test func aSubscriptionThatIsLostEndsWithTheBridge() async throws {
    let address = Remote.address
    try await Remote.with(address) { remote in
      try await Remote.serving(remote) { carrier, inbox in
        try await Self.losing(address) { _ in
          carrier.put(.message(.request(Self.listen(.string("a")))))
          _ = try await Remote.answer(inbox)
        }
        carrier.put(.draining)
        let answer = try await Remote.answer(inbox)
        #expect(answer.id == "a" && answer.result?["resultType"] == "complete")
      }
    }
  }

  @Test func aSubscriptionByItselfGoesOn() async throws {
    let address = Remote.address
    let inbox = Inbox<Received>()
    let arrival = Arrival(carrier: MemoryCarrier.abilities, peer: TestPeer(), sink: Listener(inbox))
    try await Remote.with(address) { remote in
      guard case .pending(let work) = remote.respond(to: Self.listen(.integer(1)), sessionID: nil, arrival: arrival)
      else { throw TestFailure("it is answered at once") }
      try await withThrowingTaskGroup(of: Void.self) { group in
        let first = Self.server()
        try await LiveService.with(first, address: address) { live in
          group.addTask { _ = await work() }
          let message = try await Remote.answer(inbox).message
          #expect(message["method"] == "notifications/subscriptions/acknowledged")
          try await Self.cut(live, first)
        }
        try await Self.losing(address) { server in
          try await Self.missed("tools/list_changed", "resources/updated", from: inbox)
          try await Self.change(server, until: inbox)
        }
        group.cancelAll()
      }
    }
  }

  @Test func aSubscriptionThatNobodyTakesFails() async throws {
    let arrival = Arrival(carrier: MemoryCarrier.abilities, peer: TestPeer(), sink: Listener(Inbox()))
    try await Remote.with(Remote.address) { remote in
      guard case .pending(let work) = remote.respond(to: Self.listen(.integer(1)), sessionID: nil, arrival: arrival),
        case .failure(let error) = await work().outcome
      else { throw TestFailure("nobody is there") }
      #expect(error.data == ["grpcStatus": 14])
    }
  }

  private final class Listener: MessageSink {
    private let inbox: Inbox<Received>
    init(_ inbox: Inbox<Received>) { self.inbox = inbox }
    func send(_ message: JSONRPCMessage) async -> Bool {
      inbox.put(.message(message.json))
      return true
    }
  }
}
