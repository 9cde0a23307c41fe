internal import Bytes
internal import CoreGRPC
internal import MCPEngine
internal import MCPModel
internal import Protobufs
internal import Wire

extension MCPService {
  /// `ServerStream`: one request, its notifications, its response.
  func serveOne(_ stream: ServerStream) async -> GRPCStatus {
    do {
      let bytes = try await stream.request()
      let received: MessageCodec.Received
      do {
        received = try codec.request(bytes, form: stream.preferredForm)
      } catch {
        return .malformed(error)
      }
      switch received.content {
      case .malformed(let response):
        try await stream.send(codec.encode(response))
      case .message(let message):
        // Here follows a request; anything else is taken without an answer.
        guard case .request(let request) = message else {
          await backend.receive(
            message, sessionID: stream.metadata(first: MetadataKey.sessionID),
            arrival: stream.arrival(over: GRPCCarriers.serverStream))
          try await stream.send(Mcp_MCPResponse().encoded())
          return .ok
        }
        try await answer(request, stream)
      }
      return .ok
    } catch let error as GRPCError {
      return error.status
    } catch {
      return GRPCStatus(.internal, "Internal error")
    }
  }

  private func answer(_ request: JSONRPCRequest, _ stream: ServerStream) async throws {
    let arrival = stream.arrival(over: GRPCCarriers.serverStream, sink: StreamSink(stream: stream, codec: codec))
    let response: JSONRPCResponse
    switch backend.respond(
      to: request, sessionID: stream.metadata(first: MetadataKey.sessionID), arrival: arrival)
    {
    case .answered(let answer), .opened(_, let answer): response = answer
    case .pending(let work):
      response = await work()
      // A call that was given up has no answer, so that nobody is told that one went out.
      guard !Task.isCancelled else { throw GRPCError(.cancelled) }
    }
    if let session = response.sessionID {
      stream.sendInitialMetadata([MetadataKey.sessionID.description: session])
    }
    try await stream.send(codec.encode(response))
  }
}

extension ServerStream {
  /// The one request of a call that streams only its answers. A call that has not sent it is idle, and ends when the
  /// server drains.
  func request() async throws(GRPCError) -> SharedBytes {
    switch await nextEvent() {
    case .message(let bytes): return bytes
    case .ended: throw GRPCError(.invalidArgument, "The call ended without a request")
    case .draining: throw GRPCError(.draining)
    case .failed: throw GRPCError(.cancelled)
    }
  }
}

/// What the one request of a `ServerStream` call causes. Calling that RPC says that the peer knows such messages.
private final class StreamSink: MessageSink {
  private let stream: ServerStream
  private let codec: MessageCodec

  init(stream: ServerStream, codec: MessageCodec) {
    self.stream = stream
    self.codec = codec
  }

  func send(_ message: JSONRPCMessage) async -> Bool {
    guard let bytes = codec.encodeCaused(message) else { return false }
    do {
      try await stream.send(bytes)
      return true
    } catch {
      // The call is over, and its task cancelled.
      return false
    }
  }
}
