internal import Bytes
package import CoreGRPC
internal import JSON
package import MCPEngine
package import MCPModel
internal import Protobufs
internal import Synchronization
internal import Wire

/// A Rialto at the other end of a gRPC channel, as a backend. Each connection it serves has a stream of its own, so
/// that the ids of two clients never meet.
package final class RemoteBackend: Backend {
  let channel: GRPCChannel
  let codec: MessageCodec

  /// - Parameters:
  ///   - address: `HOST:PORT` or `unix:PATH`. Nothing is connected before the first message.
  ///   - maxMessageBytes: the largest message in either direction.
  ///   - jsonDepth: how deep payloads may be nested.
  ///   - connectTimeout: how long one attempt to connect may take.
  package init(
    address: String, credentials: ChannelCredentials = .insecure, maxMessageBytes: Int, jsonDepth: Int,
    connectTimeout: Duration
  ) throws {
    var configuration = GRPCChannelConfiguration.defaults
    configuration.maxReceiveMessageBytes = maxMessageBytes
    configuration.maxSendMessageBytes = maxMessageBytes
    configuration.connectTimeout = connectTimeout
    channel = try GRPCChannel(target: address, credentials: credentials, configuration: configuration)
    codec = MessageCodec(
      limits: JSONLimits(maximumDepth: jsonDepth, maximumSizeBytes: maxMessageBytes), maxMessageBytes: maxMessageBytes)
  }

  /// Ends every call and the connection.
  package func close() async { await channel.close() }

  package func serve(_ carrier: any Carrier) async {
    await RemoteConnection(backend: self, carrier: carrier).run()
  }

  package func respond(to request: JSONRPCRequest, sessionID: String?, arrival: Arrival) -> Disposition {
    .pending { [self] in
      do {
        return try await execute(request, sessionID: sessionID, deadline: arrival.deadline.map { $0 - .now })
      } catch {
        return JSONRPCResponse(id: request.id, outcome: .failure(Self.unreachable(error)), form: request.form)
      }
    }
  }

  package func receive(_ message: JSONRPCMessage, sessionID: String?, arrival: Arrival) async {
    do {
      _ = try await channel.unary(
        Mcp_MCPService.Method.executeRequest.path, try codec.encode(message),
        Self.options(sessionID, arrival.deadline.map { $0 - .now }))
    } catch {
      // A notification has no answer that could say so, and who waits for a lost response is told by its deadline.
    }
  }

  /// One request over `ExecuteRequest`.
  package func execute(
    _ request: JSONRPCRequest, sessionID: String? = nil, deadline: Duration? = nil
  ) async throws -> JSONRPCResponse {
    let answer = try await channel.unary(
      Mcp_MCPService.Method.executeRequest.path, try codec.encode(.request(request)),
      Self.options(sessionID, deadline))
    guard case .response(var response) = try codec.answer(answer.message) else {
      throw GRPCError(.internal, "The server answered with something that is no response")
    }
    response.sessionID = answer.initialMetadata.first(MetadataKey.sessionID)
    return response
  }

  /// One request over `ServerStream`; `notified` is called with each notification that comes before the response.
  package func stream(
    _ request: JSONRPCRequest, sessionID: String? = nil, deadline: Duration? = nil,
    notified: (JSONRPCNotification) -> Void
  ) async throws -> JSONRPCResponse {
    let stream = try channel.stream(
      Mcp_MCPService.Method.serverStream.path, Self.options(sessionID, deadline))
    try await stream.send(try codec.encode(.request(request)))
    stream.finishSending()
    while let bytes = try await stream.next() {
      switch try codec.answer(bytes) {
      case .response(let response): return response
      case .notification(let notification): notified(notification)
      case .request: break
      }
    }
    throw GRPCError(.internal, "The server ended the call without a response")
  }

  /// This client knows every field, and JSON text crosses it unchanged.
  static func options(_ sessionID: String? = nil, _ deadline: Duration? = nil) -> CallOptions {
    var metadata: Metadata = [MetadataKey.extended.description: "1", MetadataKey.payload.description: "json"]
    if let sessionID { metadata.append(MetadataKey.sessionID.description, sessionID) }
    return CallOptions(metadata: metadata, deadline: deadline)
  }

  /// Asks `grpc.health.v1.Health` about a service, or about the whole server by the empty name.
  ///
  /// - Returns: `SERVING`, or what else the server says it is.
  package func health(of service: String, deadline: Duration) async throws -> String {
    var request = Grpc_Health_V1_HealthCheckRequest()
    request.service = service
    let answer = try await channel.unary(
      Grpc_Health_V1_Health.Method.check.path, request.encoded(), CallOptions(deadline: deadline))
    switch try Grpc_Health_V1_HealthCheckResponse(decoding: answer.message).status {
    case .serving: return "SERVING"
    case .notServing: return "NOT_SERVING"
    default: return "UNKNOWN"
    }
  }

  /// What a client of the bridge is told when the server behind it fails.
  static func unreachable(_ error: any Error) -> MCPError {
    guard let error = error as? GRPCError else { return .internalError(cause: error) }
    return MCPError(
      .internalError, "The server behind this bridge did not answer: \(error.message)",
      data: ["grpcStatus": .init(integerLiteral: Int64(error.code.rawValue))], cause: error)
  }
}
