internal import CoreGRPC
internal import MCPEngine
internal import MCPService

extension RemoteBackend {
  /// The server that the configuration names.
  ///
  /// - Parameters:
  ///   - maxMessageBytes: the largest message in either direction; nil for what `stdio` allows.
  ///   - drain: ends subscriptions when it is raised.
  ///   - log: where it is said that the server cannot be reached, and why.
  convenience init(
    _ configuration: Configuration, maxMessageBytes: Int? = nil, drain: DrainSignal = DrainSignal(), log: Log? = nil
  ) throws {
    let connect = configuration.connect
    try self.init(
      address: (connect.address ?? .standard).description,
      credentials: try connect.tls.credentials(readFile: ConfigurationFile.read),
      maxMessageBytes: maxMessageBytes ?? configuration.stdio.maxLineBytes, jsonDepth: configuration.jsonDepth,
      connectTimeout: connect.timeout, callsPerConnection: connect.callsPerConnection,
      keepalive: (connect.keepaliveTime, connect.keepaliveTimeout), maxReconnectPause: connect.maxReconnectPause,
      requestTimeout: connect.requestTimeout, drain: drain,
      note: { log?.note($0) })
  }
}
