internal import CoreGRPC
internal import MCPEngine

extension Configuration {
  /// The table of the settings that every program has. A row here is all it takes to add one: flags, environment
  /// variables, file names, help and documentation follow from it.
  package static let keys: [ConfigurationKey<Configuration>] =
    grpcKeys + httpKeys + lineKeys + limitKeys + stateKeys + [
      ConfigurationKey(
        "drain-timeout", \.drainTimeout, .duration(.zero ... .seconds(3600)),
        "How long running requests may go on after SIGTERM."),
      ConfigurationKey(
        "stdio.max-line-bytes", \.stdio.maxLineBytes, .bytes(1 << 10...1 << 30),
        "Longest line, which is one message, in each direction."),
    ] + connectKeys + bridgeKeys

  /// The first parts of these names.
  static let groups = ["grpc", "http", "lines", "limits", "state", "stdio", "connect", "bridge"]

  private static let grpcKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "grpc.listen", \.grpc.listen, .address(canListen: true), flag: "grpc",
      "Where to serve gRPC. Port 0 lets the system choose one."),
    ConfigurationKey(
      "grpc.event-loops", \.grpc.eventLoops, .count(0...256), "Threads that serve gRPC; 0 means one for each core."),
    ConfigurationKey(
      "grpc.max-message-bytes", \.grpc.maxMessageBytes, .bytes(4 << 10...1 << 30),
      "Largest message, in each direction."),
    ConfigurationKey(
      "grpc.max-concurrent-streams", \.grpc.limits.maxConcurrentStreams, .count(1...1_000_000),
      "Calls that a connection may have open at the same time."),
    ConfigurationKey(
      "grpc.max-metadata-bytes", \.grpc.limits.maxMetadataBytes, .bytes(1 << 10...1 << 20),
      "Metadata of a call, in each direction."),
    ConfigurationKey(
      "grpc.keepalive-time", \.grpc.limits.keepaliveTime, .duration(.seconds(1) ... week),
      "Ping a connection that has been silent for so long."),
    ConfigurationKey(
      "grpc.keepalive-timeout", \.grpc.limits.keepaliveTimeout, .duration(.seconds(1) ... .seconds(3600)),
      "Close a connection that does not answer a ping for so long."),
    ConfigurationKey(
      "grpc.min-ping-interval", \.grpc.limits.minPingInterval, .duration(.zero ... week),
      "Disconnect clients that ping more often than this."),
    ConfigurationKey(
      "grpc.max-connection-age", \.grpc.limits.maxConnectionAge, age, "Ask clients to reconnect after so long."),
    ConfigurationKey(
      "grpc.max-connection-age-grace", \.grpc.limits.maxConnectionAgeGrace, age,
      "How long calls of a connection that is too old may go on."),
    ConfigurationKey(
      "grpc.max-connection-idle", \.grpc.limits.maxConnectionIdle, age,
      "Close a connection that has had no calls for so long."),
    ConfigurationKey(
      "grpc.stream-buffer-bytes", \.grpc.limits.streamHighWaterBytes, .bytes(1 << 10...64 << 20),
      "Bytes that may wait to be sent on a stream before its writer has to wait."),
    ConfigurationKey("grpc.reflection", \.grpc.reflection, .bool, "Offer gRPC server reflection."),
    ConfigurationKey(
      "grpc.tls-certificate", \.grpc.tls.certificate, file, "PEM file of the certificate chain to serve TLS with."),
    ConfigurationKey("grpc.tls-key", \.grpc.tls.key, file, "PEM file of the private key of this certificate."),
    ConfigurationKey(
      "grpc.tls-client-ca", \.grpc.tls.clientCA, file,
      "PEM file of authorities; only clients with a certificate from one of them are let in."),
  ]

  private static let connectKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "connect.address", \.connect.address, .optional(.address(canListen: false), none: "none"), flag: "connect",
      "The server to use. With none, stdio serves in its own process and clients use 127.0.0.1:50051."),
    ConfigurationKey(
      "connect.timeout", \.connect.timeout, .duration(.milliseconds(1) ... .seconds(3600)),
      "How long connecting may take."),
    ConfigurationKey("connect.tls", \.connect.tls.isOn, .bool, "Talk TLS to the server."),
    ConfigurationKey(
      "connect.tls-ca", \.connect.tls.ca, file,
      "PEM file of authorities that vouch for the server; with none, those of the system."),
    ConfigurationKey(
      "connect.tls-certificate", \.connect.tls.certificate, file,
      "PEM file of the client's own certificate chain, for a server that asks for one."),
    ConfigurationKey("connect.tls-key", \.connect.tls.key, file, "PEM file of the private key of this certificate."),
    ConfigurationKey(
      "connect.tls-server-name", \.connect.tls.serverName, .optional(.text("name"), none: "none"),
      "The name in the server's certificate, where it is not the one in its address."),
  ]

  private static let bridgeKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "bridge.calls-per-connection", \.connect.callsPerConnection, .count(1...1_000_000),
      "Calls that share a connection to the server; more open another."),
    ConfigurationKey(
      "bridge.keepalive-time", \.connect.keepaliveTime, .duration(.seconds(1) ... week),
      "Ping a server that is silent for so long while calls are open. It must allow as much (grpc.min-ping-interval)."),
    ConfigurationKey(
      "bridge.keepalive-timeout", \.connect.keepaliveTimeout, .duration(.milliseconds(100) ... .seconds(3600)),
      "Give up a server that does not answer a ping for so long; its calls fail."),
    ConfigurationKey(
      "bridge.max-reconnect-pause", \.connect.maxReconnectPause, .duration(.milliseconds(100) ... .seconds(3600)),
      "Longest pause between two attempts to connect to a server that cannot be reached. Requests fail at once then."),
    ConfigurationKey(
      "bridge.request-timeout", \.connect.requestTimeout,
      .optional(.duration(.milliseconds(1) ... week), none: "none"),
      "The longest that a request may take, whatever its client says, but for subscriptions/listen."),
  ]

  /// The C core counts in milliseconds with 32 bits, which is a little under 25 days.
  static let week = Duration.seconds(7 * 24 * 60 * 60)
  static let file = ValueFormat<String?>.optional(.path, none: "none")
  private static let age = ValueFormat<Duration?>.optional(.duration(.seconds(1) ... week), none: "unlimited")
}
