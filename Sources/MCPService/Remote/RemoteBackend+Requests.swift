internal import Bytes
internal import CoreGRPC
package import MCPEngine
package import MCPModel

/// Requests that come one at a time, as over HTTP.
extension RemoteBackend {
  package func respond(to request: JSONRPCRequest, sessionID: String?, arrival: Arrival) -> Disposition {
    do throws(MCPError) {
      try arrival.mirrored?.checkOnTheWay(request, sessionID: sessionID)
      if request.isSubscription, let refusal = arrival.carrier.subscriptionRefusal { throw refusal }
    } catch {
      return .answered(JSONRPCResponse(id: request.id, outcome: .failure(error), form: request.form))
    }
    return .pending { [self] in
      guard request.isSubscription else { return await answer(to: request, sessionID, arrival) }
      return await untilDrained(request) { await self.answer(to: request, sessionID, arrival) }
    }
  }

  package func receive(_ message: JSONRPCMessage, sessionID: String?, arrival: Arrival) async {
    do {
      _ = try await execute(try codec.encode(message), Self.options(sessionID, arrival: arrival))
    } catch {
      // A notification has no answer that could say so, and who waits for a lost response is told by its deadline.
    }
  }

  /// The answer of the server behind; what the request causes before goes where the client can see it.
  private func answer(to request: JSONRPCRequest, _ sessionID: String?, _ arrival: Arrival) async -> JSONRPCResponse {
    let options = Self.options(sessionID, arrival: arrival)
    do {
      guard let sink = arrival.sink else { return try await execute(request, options) }
      return try await stream(request, options) { message in _ = await sink.send(message) }
    } catch {
      return JSONRPCResponse(id: request.id, outcome: .failure(Self.unreachable(error)), form: request.form)
    }
  }

  /// A subscription ends with this process, whatever the server behind does.
  private func untilDrained(
    _ request: JSONRPCRequest, _ body: @escaping @Sendable () async -> JSONRPCResponse
  ) async -> JSONRPCResponse {
    await withTaskGroup(of: JSONRPCResponse.self) { group in
      group.addTask { await body() }
      group.addTask { [drain] in
        await drain.wait()
        return JSONRPCResponse(
          id: request.id, outcome: .success(Engine.subscriptionEnded(request.id)), form: request.form)
      }
      defer { group.cancelAll() }
      return await group.next()!
    }
  }

  /// What the transport said of a request, for the server behind.
  private static func options(_ sessionID: String?, arrival: Arrival) -> CallOptions {
    var options = options(sessionID, arrival.deadline.map { max($0 - .now, .zero) })
    guard let mirrored = arrival.mirrored else { return options }
    if sessionID != nil, let version = mirrored.protocolVersion {
      options.metadata.append(MetadataKey.protocolVersion.description, version)
    }
    guard let arguments = mirrored.arguments else { return options }
    options.metadata.append(MetadataKey.mirrored.description, "all")
    for (name, value) in arguments.all {
      options.metadata.append(MetadataKey.parameter.description, "\(name)=\(value)")
    }
    return options
  }
}

extension JSONRPCRequest {
  /// Whether it is answered when the server drains, and not before.
  var isSubscription: Bool { method == "subscriptions/listen" }
}
