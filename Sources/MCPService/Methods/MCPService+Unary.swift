internal import Bytes
internal import CoreGRPC
internal import MCPEngine
internal import MCPModel
internal import Protobufs
internal import Wire

extension MCPService {
  /// `ExecuteRequest`: one request, one response.
  func execute(_ call: ServerCall, _ bytes: SharedBytes) -> UnaryAnswer {
    let received: MessageCodec.Received
    do {
      received = try codec.request(bytes, form: call.preferredForm)
    } catch {
      return .now(GRPCReply(failure: .malformed(error)))
    }
    switch received.content {
    case .malformed(let response):
      return .now(reply(response))
    case .message(let message):
      guard case .request(let request) = message else {
        return .later {
          await backend.receive(
            message, sessionID: call.metadata(first: MetadataKey.sessionID),
            arrival: call.arrival(over: GRPCCarriers.executeRequest))
          return GRPCReply(message: Mcp_MCPResponse().encoded())
        }
      }
      let arrival = call.arrival(over: GRPCCarriers.executeRequest)
      switch backend.respond(
        to: request, sessionID: call.metadata(first: MetadataKey.sessionID), arrival: arrival)
      {
      case .answered(let response), .opened(_, let response): return .now(reply(response))
      case .pending(let work):
        return .later {
          let response = await work()
          // A call that was given up has no answer, so that nobody is told that one went out.
          return Task.isCancelled ? GRPCReply(failure: .cancelled) : reply(response)
        }
      }
    }
  }

  private func reply(_ response: JSONRPCResponse) -> GRPCReply {
    var reply = GRPCReply(message: codec.encode(response))
    if let session = response.sessionID {
      reply.initialMetadata.append(MetadataKey.sessionID.description, session)
    }
    return reply
  }
}

extension GRPCStatus {
  /// Bytes that are not the protobuf message they should be.
  static func malformed(_ error: WireError) -> GRPCStatus {
    GRPCStatus(.invalidArgument, "The message is not a valid MCPRequest: \(error.description)")
  }

  /// Nobody waits for the answer any more.
  static let cancelled = GRPCStatus(.cancelled, "Cancelled")

  /// The server ends a call so that it can stop.
  static let draining = GRPCStatus(.unavailable, "The server is shutting down")
}
