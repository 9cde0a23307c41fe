internal import CoreGRPC
internal import MCPService

extension RemoteBackend {
  /// The server that the configuration names.
  convenience init(_ configuration: Configuration) throws {
    let connect = configuration.connect
    try self.init(
      address: (connect.address ?? .standard).description,
      credentials: try connect.tls.credentials(readFile: ConfigurationFile.read),
      maxMessageBytes: configuration.stdio.maxLineBytes, jsonDepth: configuration.jsonDepth,
      connectTimeout: connect.timeout)
  }
}
