import Bytes
import CoreGRPC
import JSON
import MCPService
import Protobufs
import TestSupport
import Testing
import Wire

@Suite(.timeLimit(.minutes(10))) struct DeadlineTests {
  @Test(arguments: Mcp_MCPService.Method.all.filter { $0.name != "HealthCheck" })
  func stopsTheHandler(_ method: MethodDescriptor) async throws {
    let server = TestServer()
    try await LiveService.with(server) { live in
      let request = try WireMessages.request(
        [
          "jsonrpc": "2.0", "id": 1, "method": "tools/call",
          "params": [
            "name": "hold", "arguments": ["key": "a"],
            "_meta": [
              "io.modelcontextprotocol/protocolVersion": "2026-07-28",
              "io.modelcontextprotocol/clientCapabilities": [:],
            ],
          ],
        ], asStruct: false
      ).encoded()
      // On a busy machine a call may be over before it arrives: then the next one has more time.
      for deadline in [Duration.milliseconds(100), .seconds(2), .seconds(20)] where server.probe.started.count == 0 {
        let error = await #expect(throws: GRPCError.self) {
          try await Self.call(live, method, request, CallOptions(deadline: deadline))
        }
        #expect(error?.code == .deadlineExceeded)
      }
      #expect(await server.probe.started.take() == "a")
      #expect(await server.probe.stopped.take() == "a")
    }
  }

  /// Makes a call and waits for its end.
  private static func call(
    _ live: LiveService, _ method: MethodDescriptor, _ request: SharedBytes, _ options: CallOptions
  ) async throws {
    guard method.isServerStreaming else {
      _ = try await live.channel.unary(method.path, request, options)
      return
    }
    let stream = try live.channel.stream(method.path, options)
    try await stream.send(request)
    if !method.isClientStreaming { stream.finishSending() }
    while try await stream.next() != nil {}
  }
}
