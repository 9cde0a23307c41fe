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
      let response = await drain.bounding { await self.answer(to: request, sessionID, arrival) }
      guard drain.isRaised else { return response }
      // A subscription ends with this process, whatever the server behind does.
      return JSONRPCResponse(
        id: request.id, outcome: .success(Engine.subscriptionEnded(request.id)), form: request.form)
    }
  }

  package func receive(_ message: JSONRPCMessage, sessionID: String?, arrival: Arrival) async {
    do {
      _ = try await execute(try codec.encode(message), Self.options(sessionID, arrival, by: arrival.deadline))
    } catch {
      // A notification has no answer that could say so, and who waits for a lost response is told by its deadline.
    }
  }

  /// The answer of the server behind; what the request causes before goes where the client can see it.
  private func answer(to request: JSONRPCRequest, _ sessionID: String?, _ arrival: Arrival) async -> JSONRPCResponse {
    let deadline = deadline(of: request, arrival.deadline)
    do {
      guard let sink = arrival.sink else {
        return try await execute(request, Self.options(sessionID, arrival, by: deadline))
      }
      guard request.isSubscription else {
        return try await stream(request, Self.options(sessionID, arrival, by: deadline)) { _ = await sink.send($0) }
      }
      return try await subscribe(request, sink) { Self.options(sessionID, arrival, by: deadline) }
    } catch {
      return JSONRPCResponse(id: request.id, outcome: .failure(unreachable(error)), form: request.form)
    }
  }

  /// A subscription goes on with the next server, once it has begun. Asking again does nothing but listen.
  private func subscribe(
    _ request: JSONRPCRequest, _ sink: any MessageSink, _ options: () -> CallOptions
  ) async throws -> JSONRPCResponse {
    var hasBegun = false
    var pause = ReconnectionPause()
    while true {
      var options = options()
      options.waitsForReady = hasBegun
      do {
        return try await stream(request, options) { message in
          if case .notification(let notification) = message, notification.acknowledgedSubscription != nil {
            pause = ReconnectionPause()
            if hasBegun {
              for missed in MissedChanges.since(notification) { _ = await sink.send(.notification(missed)) }
              return
            }
            hasBegun = true
          }
          _ = await sink.send(message)
        }
      } catch {
        guard hasBegun, Self.isLoss(error), await pause.wait() else { throw error }
      }
    }
  }

  /// What the transport said of a request, for the server behind.
  private static func options(
    _ sessionID: String?, _ arrival: Arrival, by deadline: ContinuousClock.Instant?
  ) -> CallOptions {
    var options = options(sessionID, deadline.map { max($0 - .now, .zero) })
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
