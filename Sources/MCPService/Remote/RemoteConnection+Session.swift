internal import CoreGRPC
internal import JSON
internal import MCPModel
internal import Synchronization

extension RemoteConnection {
  /// Opens the session again, in a call that takes the place of one that was lost.
  ///
  /// - Throws: where that cannot be done. Where the server refuses, the session is over for the client as well.
  func restore(over call: RemoteCall, before message: JSONRPCMessage) async throws {
    guard let lost = session.withLock({ $0 }) else { return }
    if case .request(let request) = message, request.method == "initialize" { return }
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [backend] in
          try await Task.sleep(for: backend.connectTimeout)
          call.stream.cancel()
        }
        defer { group.cancelAll() }
        try await lost.restore(
          ask: { try await self.ask($0, call) },
          tell: { try await call.stream.send(try self.backend.codec.encode(.notification($0))) })
      }
    } catch {
      call.stream.cancel()
      if error is MCPError { session.withLock { $0 = nil } }
      throw error
    }
  }

  /// Asks the server something that the client does not hear of.
  private func ask(_ request: JSONRPCRequest, _ call: RemoteCall) async throws -> JSONValue {
    try await call.stream.send(try backend.codec.encode(.request(request)))
    while let bytes = try await call.stream.next() {
      let received = try backend.codec.related(bytes)
      if case .response(let response) = received.message, response.id == request.id {
        return try response.outcome.get().value
      }
      await pass(received, call)
    }
    throw GRPCError(.unavailable, "it closed the stream")
  }
}
