internal import JSON
package import MCPModel

extension Engine: Backend {
  package func serve(_ carrier: any Carrier) async {
    await Connection(engine: self, carrier: carrier).run()
  }

  package func respond(to request: JSONRPCRequest, sessionID: String?, arrival: Arrival) -> Disposition {
    if let sessionID, request.params?["_meta"]?[MetaKey.protocolVersion] == nil {
      return .pending { [self] in await respondInSession(to: request, sessionID: sessionID, arrival: arrival) }
    }
    let disposition = dispatch(request, live: nil, arrival: arrival)
    guard case .opened(let session, let response) = disposition else { return disposition }
    return .pending { [sessions] in
      do {
        try await sessions.insert(session)
        return response.opening(session.id)
      } catch {
        return JSONRPCResponse(
          id: response.id, outcome: .failure(Self.publicError(error)), form: response.form, receipt: response.receipt)
      }
    }
  }

  package func receive(_ message: JSONRPCMessage, sessionID: String?, arrival: Arrival) async {
    guard case .response(let response) = message, let sessionID, let live = liveSessions[sessionID],
      live.value.owner == arrival.principal
    else { return }
    live.questions.deliver(response)
  }

  private func respondInSession(
    to request: JSONRPCRequest, sessionID: String, arrival: Arrival
  ) async -> JSONRPCResponse {
    let session: Session
    do {
      session = try await self.session(sessionID, of: arrival.principal)
    } catch {
      return JSONRPCResponse(id: request.id, outcome: .failure(Self.publicError(error)), form: request.form)
    }
    let live = liveSessions.enter(session, limits: limits)
    defer { liveSessions.leave(session) }
    switch dispatch(request, live: live, arrival: arrival) {
    case .answered(let response), .opened(_, let response): return response
    case .pending(let work): return await work()
    }
  }

  /// The stored session, which counts as used now.
  ///
  /// - Throws: -32602 where it is unknown, has expired, or is another's: nobody learns which.
  private func session(_ id: String, of principal: Principal) async throws -> Session {
    guard let session = try await sessions.session(id), session.owner == principal else {
      throw MCPError.unknownSession
    }
    return session
  }
}
