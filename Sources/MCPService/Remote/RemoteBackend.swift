internal import Bytes
package import CoreGRPC
internal import JSON
package import MCPEngine
package import MCPModel
internal import Protobufs
internal import Wire

/// A Rialto at the other end of gRPC, as a backend. Each connection it serves has a stream of its own, so that the ids
/// of two clients never meet.
package final class RemoteBackend: Backend {
  let channels: RemoteChannels
  let codec: MessageCodec
  let drain: DrainSignal
  private let losses: LossNotes
  /// How long connecting may take, and bringing a session back.
  let connectTimeout: Duration
  /// The longest that a request may take, but for subscriptions; nil for no limit.
  let requestTimeout: Duration?

  /// - Parameters:
  ///   - address: `HOST:PORT` or `unix:PATH`. Nothing is connected before the first message.
  ///   - maxMessageBytes: the largest message in either direction.
  ///   - jsonDepth: how deep payloads may be nested.
  ///   - connectTimeout: how long one attempt to connect may take.
  ///   - callsPerConnection: how many calls share a connection; one more opens another.
  ///   - keepalive: when a server that is silent while calls are open is pinged, and how long it may take to answer
  ///     before they fail; nil for never.
  ///   - maxReconnectPause: the longest pause between two attempts to connect, during which requests fail at once.
  ///   - requestTimeout: the longest that a request may take; nil for no limit.
  ///   - drain: ends subscriptions when it is raised.
  ///   - note: told why the server cannot be reached, and where, which no client is.
  package init(
    address: String, credentials: ChannelCredentials = .insecure, maxMessageBytes: Int, jsonDepth: Int,
    connectTimeout: Duration, callsPerConnection: Int = 100,
    keepalive: (time: Duration, timeout: Duration)? = nil, maxReconnectPause: Duration = .seconds(1),
    requestTimeout: Duration? = nil, drain: DrainSignal = DrainSignal(),
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    var configuration = GRPCChannelConfiguration.defaults
    configuration.maxReceiveMessageBytes = maxMessageBytes
    configuration.maxSendMessageBytes = maxMessageBytes
    configuration.connectTimeout = connectTimeout
    configuration.maxReconnectPause = maxReconnectPause
    if let keepalive {
      configuration.keepaliveTime = keepalive.time
      configuration.keepaliveTimeout = keepalive.timeout
    }
    channels = try RemoteChannels(
      target: address, credentials: credentials, configuration: configuration, callsPerChannel: callsPerConnection)
    codec = MessageCodec(
      limits: JSONLimits(maximumDepth: jsonDepth, maximumSizeBytes: maxMessageBytes), maxMessageBytes: maxMessageBytes)
    self.drain = drain
    losses = LossNotes(target: address, note: note)
    self.connectTimeout = connectTimeout
    self.requestTimeout = requestTimeout
  }

  /// Ends every call and the connections.
  package func close() async { await channels.close() }

  package func serve(_ carrier: any Carrier) async {
    await RemoteConnection(backend: self, carrier: carrier).run()
  }

  /// One request over `ExecuteRequest`.
  package func execute(
    _ request: JSONRPCRequest, sessionID: String? = nil, deadline: Duration? = nil
  ) async throws -> JSONRPCResponse {
    try await execute(request, Self.options(sessionID, deadline))
  }

  /// One request over `ServerStream`; `notified` is called with each notification that comes before the response.
  package func stream(
    _ request: JSONRPCRequest, sessionID: String? = nil, deadline: Duration? = nil,
    notified: (JSONRPCNotification) -> Void
  ) async throws -> JSONRPCResponse {
    try await stream(request, Self.options(sessionID, deadline)) { message in
      if case .notification(let notification) = message { notified(notification) }
    }
  }

  func execute(_ request: JSONRPCRequest, _ options: CallOptions) async throws -> JSONRPCResponse {
    let answer = try await execute(try codec.encode(.request(request)), options)
    guard case .response(let response) = try codec.answer(answer.message) else {
      throw GRPCError(.internal, "The server answered with something that is no response")
    }
    return response.opening(answer.initialMetadata.first(MetadataKey.sessionID))
  }

  /// One message over `ExecuteRequest`.
  func execute(_ message: SharedBytes, _ options: CallOptions) async throws -> GRPCResponse {
    try await channels.using { try await $0.unary(Mcp_MCPService.Method.executeRequest.path, message, options) }
  }

  /// One request over `ServerStream`; `caused` is called with each message that comes before the response.
  func stream(
    _ request: JSONRPCRequest, _ options: CallOptions, caused: (JSONRPCMessage) async -> Void
  ) async throws -> JSONRPCResponse {
    let message = try codec.encode(.request(request))
    return try await channels.using { channel in
      let stream = try channel.stream(Mcp_MCPService.Method.serverStream.path, options)
      try await stream.send(message)
      stream.finishSending()
      while let bytes = try await stream.next() {
        switch try codec.answer(bytes) {
        case .response(let response):
          return response.opening(await stream.initialMetadata().first(MetadataKey.sessionID))
        case let other: await caused(other)
        }
      }
      throw GRPCError(.internal, "The server ended the call without a response")
    }
  }

  /// This client knows every field, and JSON text crosses it unchanged.
  static func options(_ sessionID: String? = nil, _ deadline: Duration? = nil) -> CallOptions {
    var metadata: Metadata = [MetadataKey.extended.description: "1", MetadataKey.payload.description: "json"]
    if let sessionID { metadata.append(MetadataKey.sessionID.description, sessionID) }
    return CallOptions(metadata: metadata, deadline: deadline)
  }

  /// When a request has to be answered by.
  ///
  /// - Parameter own: what its client says.
  func deadline(of request: JSONRPCRequest, _ own: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
    guard let requestTimeout, !request.isSubscription else { return own }
    let latest = ContinuousClock.now + requestTimeout
    return own.map { min($0, latest) } ?? latest
  }

  /// Whether a call ended because the server or the way to it failed, so that another may do better.
  static func isLoss(_ error: any Error) -> Bool {
    switch (error as? GRPCError)?.code {
    case .unavailable, .internal, .unknown, .cancelled, .aborted: true
    default: false
    }
  }

  /// What a client of the bridge is told when the server behind it fails: nothing of where it is, nor what is there.
  func unreachable(_ error: any Error) -> MCPError {
    if let error = error as? MCPError { return error }
    guard let error = error as? GRPCError else { return .internalError(cause: error) }
    if error.code == .deadlineExceeded { return .deadlineExceeded }
    let isLoss = Self.isLoss(error)
    if isLoss { losses.add(error) }
    let what =
      error.code == .unavailable ? "cannot be reached" : isLoss ? "did not answer" : "did not answer: \(error.message)"
    return MCPError(
      .internalError, "The server behind this bridge \(what)",
      data: ["grpcStatus": .init(integerLiteral: Int64(error.code.rawValue))], cause: error)
  }
}
