package import MCPModel
internal import JSON

extension Engine: Backend {
  package func serve(_ carrier: any Carrier) async {
    await Connection(engine: self, carrier: carrier).run()
  }

  package func respond(to request: JSONRPCRequest, sessionID: String?, arrival: Arrival) -> Disposition {
    if let sessionID, request.params?["_meta"]?[MetaKey.protocolVersion] == nil {
      return .pending { [self] in await respondInSession(to: request, sessionID: sessionID, arrival: arrival) }
    }
    let disposition = dispatch(request, session: nil, arrival: arrival)
    guard case .opened(let session, let response) = disposition else { return disposition }
    return .pending { [sessions] in
      var response = response
      do {
        try await sessions.insert(session)
        response.sessionID = session.id
      } catch {
        response.outcome = .failure(Self.publicError(error))
      }
      return response
    }
  }

  private func respondInSession(
    to request: JSONRPCRequest, sessionID: String, arrival: Arrival
  ) async -> JSONRPCResponse {
    let outcome: Disposition
    do {
      guard let session = try await sessions.session(sessionID), session.owner == arrival.principal else {
        throw MCPError(.invalidParams, "The session is unknown or has expired: open one with initialize")
      }
      outcome = dispatch(request, session: session, arrival: arrival)
    } catch {
      return JSONRPCResponse(id: request.id, outcome: .failure(Self.publicError(error)), form: request.form)
    }
    switch outcome {
    case .answered(let response), .opened(_, let response): return response
    case .pending(let work): return await work()
    }
  }
}
