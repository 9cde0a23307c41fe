import Bytes
import CoreGRPC
import MCPEngine
import MCPService
import Protobufs
import TestSupport
import Testing
import Wire

@Suite(.timeLimit(.minutes(10))) struct HealthServiceTests {
  private typealias Response = Grpc_Health_V1_HealthCheckResponse

  private static func with(_ body: (LiveService, TestServer) async throws -> Void) async throws {
    let server = TestServer()
    let health = HealthService(services: [MCPService.name], drain: server.drain)
    try await LiveService.with(server, extraMethods: health.methods) { live in try await body(live, server) }
  }

  private static func request(_ service: String) -> SharedBytes {
    var request = Grpc_Health_V1_HealthCheckRequest()
    request.service = service
    return request.encoded()
  }

  private static func check(_ live: LiveService, _ service: String) async throws -> Response.ServingStatus {
    let answer = try await live.channel.unary(Grpc_Health_V1_Health.Method.check.path, request(service))
    return try Response(decoding: answer.message).status
  }

  @Test func knowsTheServerAndItsServices() async throws {
    try await Self.with { live, server in
      for service in ["", MCPService.name, HealthService.name] {
        let status = try await Self.check(live, service)
        #expect(status == .serving, "\(service)")
      }
      let error = await #expect(throws: GRPCError.self) { _ = try await Self.check(live, "no.such.Service") }
      #expect(error?.code == .notFound)
      server.drain.raise()
      let status = try await Self.check(live, "")
      #expect(status == .notServing)
    }
  }

  @Test func listsWhatItKnows() async throws {
    try await Self.with { live, _ in
      let answer = try await live.channel.unary(Grpc_Health_V1_Health.Method.list.path, SharedBytes())
      let list = try Grpc_Health_V1_HealthListResponse(decoding: answer.message)
      #expect(Set(list.statuses.keys) == ["", MCPService.name, HealthService.name])
      #expect(list.statuses.values.allSatisfy { $0.status == .serving })
    }
  }

  @Test func tellsAWatcherThatTheServerDrainsAndEnds() async throws {
    try await Self.with { live, server in
      for service in ["", "no.such.Service"] {
        let stream = try live.channel.stream(Grpc_Health_V1_Health.Method.watch.path)
        try await stream.send(Self.request(service))
        stream.finishSending()
        let first = try Response(decoding: try #require(try await stream.next())).status
        #expect(first == (service.isEmpty ? .serving : .serviceUnknown))
        guard service.isEmpty else {
          stream.cancel()
          continue
        }
        server.drain.raise()
        let last = try Response(decoding: try #require(try await stream.next())).status
        #expect(last == .notServing)
        #expect(await stream.status().code == .unavailable)
      }
    }
  }

  @Test func saysTheSameByOurOwnCheck() async throws {
    try await Self.with { live, server in
      func check() async throws -> Mcp_HealthCheckResponse {
        let path = Mcp_MCPService.Method.healthCheck.path
        return try Mcp_HealthCheckResponse(decoding: try await live.channel.unary(path, SharedBytes()).message)
      }
      let before = try await check()
      #expect(before.healthy && before.status == "SERVING")
      server.drain.raise()
      let after = try await check()
      #expect(!after.healthy && after.status == "NOT_SERVING")
    }
  }

  @Test func refusesBytesThatAreNoRequest() async throws {
    try await Self.with { live, _ in
      let error = await #expect(throws: GRPCError.self) {
        _ = try await live.channel.unary(Grpc_Health_V1_Health.Method.check.path, SharedBytes([0xFF]))
      }
      #expect(error?.code == .invalidArgument)
    }
  }
}
