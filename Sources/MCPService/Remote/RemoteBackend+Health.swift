internal import CoreGRPC
internal import MCPEngine
internal import Protobufs
internal import Wire

extension RemoteBackend {
  /// Asks `grpc.health.v1.Health` about a service, or about the whole server by the empty name.
  ///
  /// - Returns: `SERVING`, or what else the server says it is.
  package func health(of service: String, deadline: Duration) async throws -> String {
    var request = Grpc_Health_V1_HealthCheckRequest()
    request.service = service
    let message = request.encoded()
    let answer = try await channels.using {
      try await $0.unary(Grpc_Health_V1_Health.Method.check.path, message, CallOptions(deadline: deadline))
    }
    switch try Grpc_Health_V1_HealthCheckResponse(decoding: answer.message).status {
    case .serving: return "SERVING"
    case .notServing: return "NOT_SERVING"
    default: return "UNKNOWN"
    }
  }

  /// Asks the service itself, which every server of it can be.
  ///
  /// - Throws: `GRPCError` where it does not answer in time.
  package func isHealthy(deadline: Duration) async throws -> Bool { try await isHealthy(CallOptions(deadline: deadline)) }

  /// Waits, as long as it takes, for a server that can be reached.
  ///
  /// - Throws: `GRPCError` where it takes no requests.
  func answers() async throws {
    guard try await isHealthy(CallOptions(waitsForReady: true)) else {
      throw GRPCError(.unavailable, "it is shutting down")
    }
  }

  private func isHealthy(_ options: CallOptions) async throws -> Bool {
    let message = Mcp_HealthCheckRequest().encoded()
    let answer = try await channels.using {
      try await $0.unary(Mcp_MCPService.Method.healthCheck.path, message, options)
    }
    return try Mcp_HealthCheckResponse(decoding: answer.message).healthy
  }
}
