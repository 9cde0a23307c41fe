internal import CoreGRPC
internal import JSON
internal import MCPEngine
internal import MCPModel
internal import Protobufs
internal import Synchronization
internal import Wire

/// Calls that take the place of one that was lost.
extension RemoteConnection {
  /// Opens a call, and in it the session again, if there was one.
  ///
  /// - Parameter message: what is to be sent then; nil where only the server has something to say.
  func open(before message: JSONRPCMessage?) async throws -> RemoteCall {
    let channel = try backend.channels.take()
    do {
      var options = RemoteBackend.options()
      if carrier.tellsRequestsApart { options.metadata.append(MetadataKey.related.description, "1") }
      let call = RemoteCall(try channel.stream(Mcp_MCPService.Method.streamRequests.path, options), channel)
      try await restore(over: call, before: message)
      return call
    } catch {
      backend.channels.give(back: channel)
      throw error
    }
  }

  /// Makes a call the one that takes the client's messages, unless there is one already, or nothing is to be opened any
  /// more; it is given up then.
  ///
  /// - Returns: the one that takes them.
  func install(_ opened: RemoteCall) -> RemoteCall? {
    let call = state.withLock { state -> RemoteCall? in
      if over.isRaised { return nil }
      if let call = state.call, !call.isOver { return call }
      state.call = opened
      return opened
    }
    if call !== opened {
      opened.stream.cancel()
      backend.channels.give(back: opened.channel)
    }
    return call
  }

  /// Takes up the subscriptions that were lost.
  func resume(over call: RemoteCall) async {
    let lost = state.withLock { state in
      defer { state.lost = [:] }
      return state.lost.values
    }
    for owed in lost {
      switch call.resume(owed) {
      case .admitted: if let request = owed.request { await send(.request(request), call) }
      case .over: state.withLock { $0.lost[owed.id] = owed }
      case .duplicate, .stale: break
      }
    }
  }

  /// Opens a call where something is to be heard though nothing is asked: in a session, or by a subscription. There is
  /// time between two attempts, and none is made before the server answers.
  ///
  /// - Returns: nil where nothing is to be heard, or another call is there.
  func reopen() async -> RemoteCall? {
    var pause = ReconnectionPause()
    while isWanting, await pause.wait() {
      do {
        try await backend.answers()
        guard isWanting else { return nil }
        let opened = try await open(before: nil)
        guard install(opened) === opened else { return nil }
        await resume(over: opened)
        return opened
      } catch let error as MCPError {
        // The session is over, which the client's next request is told.
        let lost = state.withLock { state in
          defer { state.lost = [:] }
          return state.lost.values
        }
        for owed in lost { await fail(owed, error) }
        return nil
      } catch {
        // Once more, after a longer pause.
      }
    }
    return nil
  }

  private var isWanting: Bool {
    state.withLock { state in
      state.call == nil && !over.isRaised && (!state.lost.isEmpty || state.session?.isInitialized == true)
    }
  }

  /// Opens the session again, in a call that takes the place of one that was lost.
  ///
  /// - Throws: where that cannot be done. Where the server refuses, the session is over for the client as well.
  private func restore(over call: RemoteCall, before message: JSONRPCMessage?) async throws {
    guard let lost = state.withLock({ $0.session }) else { return }
    if case .request(let request) = message, request.opensSession { return }
    let missed: [JSONRPCNotification]
    do {
      missed = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [backend] in
          try await Task.sleep(for: backend.connectTimeout)
          call.stream.cancel()
        }
        defer { group.cancelAll() }
        return try await lost.restore(
          ask: { try await self.ask($0, call) },
          tell: { try await call.stream.send(try self.backend.codec.encode(.notification($0))) })
      }
    } catch {
      call.stream.cancel()
      if error is MCPError, message != nil { state.withLock { $0.session = nil } }
      throw error
    }
    for notification in missed { await carrier.send(.notification(notification)) }
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
