internal import JSON
internal import MCPEngine
internal import MCPModel
internal import MCPService

extension Client {
  /// Gives `body` a client over a carrier, and takes server and carrier down afterwards: whatever was in flight has
  /// ended when this returns.
  package static func with<Value>(
    _ kind: CarrierKind, _ server: TestServer = TestServer(), _ body: (Client) async throws -> Value
  ) async throws -> Value {
    let inbox = Inbox<Received>()
    let state = ClientState()
    let metadata: @Sendable () -> CallMetadata = {
      state.withLock { state in
        var metadata = state.metadata
        metadata.revision = state.revision?.rawValue
        return metadata
      }
    }
    let opened: @Sendable (String) -> Void = { id in state.withLock { $0.metadata.sessionID = id } }
    func run(_ link: any Link) async throws -> Value {
      try await body(Client(kind, server, link, inbox, state))
    }

    switch kind {
    case .memory:
      let engine = server.engine()
      return try await engine.whileRunning {
        try await MemoryLink.with(engine, server, inbox, drain: { server.drain.raise() }, run)
      }
    case .respond:
      let engine = server.engine()
      return try await engine.whileRunning {
        try await SingleRequests.responding(engine, server, inbox, metadata: metadata, opened: opened).serving(run)
      }
    case .stdio:
      let engine = server.engine()
      return try await engine.whileRunning { try await StdioLink.with(engine, server, inbox, run) }
    case .executeStruct, .executeJSON:
      return try await LiveService.with(server) { live in
        try await SingleRequests.unary(live, asStruct: kind.isStruct, inbox, metadata: metadata, opened: opened)
          .serving(run)
      }
    case .serverStreamStruct, .serverStreamJSON:
      return try await LiveService.with(server) { live in
        try await SingleRequests.serverStream(live, asStruct: kind.isStruct, inbox, metadata: metadata, opened: opened)
          .serving(run)
      }
    case .streamStruct, .streamJSON:
      return try await LiveService.with(server) { live in
        try await StreamLink(live, asStruct: kind.isStruct, metadata: metadata()).receiving(into: inbox, run)
      }
    case .http:
      return try await LiveHTTPService.with(server) { live in
        try await SingleRequests.posts(live, inbox, metadata: metadata, opened: opened).serving(run)
      }
    case .webSocket:
      return try await LiveHTTPService.with(server) { live in
        try await WebSocketLink(live).receiving(into: inbox, run)
      }
    case .bridge:
      return try await LiveService.with(server) { live in
        let remote = try RemoteBackend(
          address: live.address, maxMessageBytes: server.maxMessageBytes, jsonDepth: server.jsonDepth,
          connectTimeout: .seconds(60))
        let outcome: Result<Value, any Error>
        do {
          outcome = .success(try await MemoryLink.with(remote, server, inbox, drain: live.beginDraining, run))
        } catch {
          outcome = .failure(error)
        }
        await remote.close()
        return try outcome.get()
      }
    }
  }
}

extension SingleRequests {
  /// Each request is an `Engine.respond`.
  static func responding(
    _ engine: Engine, _ server: TestServer, _ inbox: Inbox<Received>, metadata: @escaping @Sendable () -> CallMetadata,
    opened: @escaping @Sendable (String) -> Void
  ) -> SingleRequests {
    SingleRequests(inbox, metadata: metadata, drain: { server.drain.raise() }) { message, metadata in
      let request: JSONRPCRequest
      let sizeBytes = message.description.utf8.count
      switch Result(catching: { () throws(JSONRPCMessage.Malformed) in try JSONRPCMessage(message, sizeBytes: sizeBytes) }) {
      case .success(.request(let read)): request = read
      case .success: return inbox.put(.message([:]))
      case .failure(let malformed): return inbox.put(.message(JSONRPCMessage.response(malformed.response).json))
      }
      let arrival = Arrival(
        carrier: GRPCCarriers.executeRequest,
        principal: metadata.extra["principal"].map(Principal.init(name:)) ?? .anonymous, peer: TestPeer(),
        mirrored: MirroredMetadata(
          protocolVersion: metadata.extra["mcp-protocol-version"], method: metadata.extra["mcp-method"],
          name: metadata.extra["mcp-name"]))
      let response: JSONRPCResponse
      switch engine.respond(to: request, sessionID: metadata.sessionID, arrival: arrival) {
      case .answered(let answer), .opened(_, let answer): response = answer
      case .pending(let work): response = await work()
      }
      // Whoever has given the request up does not hear of it.
      guard !Task.isCancelled else { return }
      if let session = response.sessionID { opened(session) }
      let json = JSONRPCMessage.response(response).json
      // Before the client can go on, so that what the observer hears is in the order of the requests.
      response.receipt?.sent(bytes: json.description.utf8.count)
      inbox.put(.message(json))
    }
  }
}
