import JSON
import MCPEngine
import MCPModel
import TestSupport
import Testing

/// What an observer is told: every request that is served, once as it begins and once as it ends.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ObserverTests {
  private final class Recorder: RequestObserver {
    let starts = Inbox<RequestStart>()
    let ends = Inbox<RequestEnd>()
    func requestStarted(_ start: RequestStart) { starts.put(start) }
    func requestEnded(_ end: RequestEnd) { ends.put(end) }
  }

  private static func observed(
    _ kind: CarrierKind, _ body: (Client, Recorder) async throws -> Void
  ) async throws {
    let recorder = Recorder()
    var server = TestServer()
    server.observer = recorder
    try await Client.with(kind, server) { client in try await body(client, recorder) }
    #expect(recorder.starts.count == 0 && recorder.ends.count == 0, "nothing else was reported")
  }

  @Test(arguments: CarrierKind.allCases, ProtocolRevision.allCases)
  func hearsOfEachRequestOnce(_ kind: CarrierKind, _ revision: ProtocolRevision) async throws {
    try await Self.observed(kind) { client, recorder in
      try await client.open(revision)
      client.server.probe.unblocked.open()
      var methods = revision.isStateless ? [] : ["initialize"]
      for (tool, argument) in [("echo", "text"), ("later", "text"), ("block", "key")] {
        _ = try await client.call(tool, .object([(argument, .text("x"))]))
        methods.append("tools/call")
      }
      for method in ["tools/list", "resources/list", "resources/templates/list"] {
        _ = try await client.ask(method)
        methods.append(method)
      }
      for method in methods {
        let start = try #require(await recorder.starts.take())
        #expect(start.method == method && start.requestBytes > 0 && start.queueDepth == 0)
        #expect(start.context.revision == revision)
        #expect((start.context.session != nil) == !revision.isStateless)
        let end = try #require(await recorder.ends.take())
        #expect(end.method == method && end.responseBytes > 0 && end.duration >= .zero)
        #expect(end.context === start.context)
        guard case .success = end.outcome else {
          Issue.record("\(method): \(end.outcome)")
          continue
        }
      }
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func learnsWhoAskedAndHow(_ kind: CarrierKind) async throws {
    try await Self.observed(kind) { client, recorder in
      client.revision = .v2026_07_28
      let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      _ = try await client.ask("tools/list", ["_meta": ["traceparent": .text(trace), "baggage": "a=1"]])
      let context = try #require(await recorder.starts.take()).context
      #expect(context.principal == .anonymous)
      let transport =
        switch kind {
        case .memory: "memory"
        case .stdio: "stdio"
        case .http: "http"
        case .webSocket: "websocket"
        default: "grpc"
        }
      #expect(context.transport == transport)
      if kind.isGRPC || [.bridge, .http, .webSocket].contains(kind) {
        #expect(context.peer.contains("127.0.0.1:"))
      } else {
        #expect(context.peer == "test")
      }
      #expect(context.trace?.traceparent == trace && context.trace?.baggage == "a=1")
      #expect(context.trace?.tracestate == nil)
      #expect(context.clientCapabilities == [:])
      _ = await recorder.ends.take()
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func learnsTheErrorWithItsCause(_ kind: CarrierKind) async throws {
    try await Self.observed(kind) { client, recorder in
      client.revision = .v2026_07_28
      _ = try await client.call("fail", ["how": "other"])
      _ = await recorder.starts.take()
      let end = try #require(await recorder.ends.take())
      guard case .failure(let error) = end.outcome else {
        Issue.record("\(end.outcome)")
        return
      }
      #expect(error.code == .internalError)
      #expect(error.cause.map { "\($0)" } == "the password is swordfish", "the cause stays on this side")
    }
  }

  @Test(arguments: CarrierKind.allCases)
  func hearsOfACancellation(_ kind: CarrierKind) async throws {
    try await Self.observed(kind) { client, recorder in
      client.revision = .v2026_07_28
      try await client.send("tools/call", Client.tool("hold", ["key": "a"]), id: 1)
      _ = await client.server.probe.started.take()
      try await client.cancel(1)
      _ = await recorder.starts.take()
      let end = try #require(await recorder.ends.take())
      guard case .cancelled = end.outcome else {
        Issue.record("\(end.outcome)")
        return
      }
      #expect(end.responseBytes == 0)
      if kind.isGRPC && !kind.isConnection { _ = await client.nextEvent() }
    }
  }
}
