internal import Bytes
package import CoreGRPC
package import MCPEngine
internal import Protobufs
internal import Wire

/// `grpc.health.v1.Health`: the server as a whole (the empty name) and each of its services are SERVING until the
/// server drains.
package struct HealthService: Sendable {
  /// The full name of the service.
  package static let name = Grpc_Health_V1_Health.name

  private typealias Response = Grpc_Health_V1_HealthCheckResponse

  private let drain: DrainSignal
  private let services: Set<String>

  /// - Parameter services: the full names of the services that the server offers.
  package init(services: [String], drain: DrainSignal) {
    self.drain = drain
    self.services = Set(services + ["", Grpc_Health_V1_Health.name])
  }

  package var methods: [GRPCMethod] {
    [
      .unary(Grpc_Health_V1_Health.Method.check.path) { _, bytes in .now(check(bytes)) },
      .unary(Grpc_Health_V1_Health.Method.list.path) { _, _ in .now(list()) },
      .stream(Grpc_Health_V1_Health.Method.watch.path) { stream in await watch(stream) },
    ]
  }

  private var status: Response.ServingStatus { drain.isRaised ? .notServing : .serving }

  private func response(_ status: Response.ServingStatus) -> SharedBytes {
    var response = Response()
    response.status = status
    return response.encoded()
  }

  private func check(_ bytes: SharedBytes) -> GRPCReply {
    do {
      let service = try Grpc_Health_V1_HealthCheckRequest(decoding: bytes).service
      guard services.contains(service) else { return GRPCReply(failure: GRPCStatus(.notFound, "Unknown service")) }
      return GRPCReply(message: response(status))
    } catch {
      return GRPCReply(failure: GRPCStatus(.invalidArgument, error.description))
    }
  }

  private func list() -> GRPCReply {
    var list = Grpc_Health_V1_HealthListResponse()
    for service in services {
      var entry = Response()
      entry.status = status
      list.statuses[service] = entry
    }
    return GRPCReply(message: list.encoded())
  }

  /// Sends the status now and when it changes. An unknown service may come to exist, so its watch stays open, as the
  /// protocol asks. A watch ends when the server drains: there is nothing more to tell.
  private func watch(_ stream: ServerStream) async -> GRPCStatus {
    do {
      let bytes = try await stream.request()
      let service = try Grpc_Health_V1_HealthCheckRequest(decoding: bytes).service
      let isKnown = services.contains(service)
      try await stream.send(response(isKnown ? status : .serviceUnknown))
      await drain.wait()
      guard drain.isRaised else { return .cancelled }
      if isKnown { try await stream.send(response(.notServing)) }
      return .draining
    } catch let error as WireError {
      return GRPCStatus(.invalidArgument, error.description)
    } catch let error as GRPCError {
      return error.status
    } catch {
      return GRPCStatus(.internal, "Internal error")
    }
  }
}
