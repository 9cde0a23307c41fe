extension Configuration {
  /// The table of all settings. A row here is all it takes to add one: flags, environment variables, file names, help
  /// and documentation follow from it.
  package static let keys: [ConfigurationKey<Configuration>] =
    grpcKeys + workspaceKeys + limitKeys + [
      ConfigurationKey(
        "drain-timeout", \.drainTimeout, .duration(.zero ... .seconds(3600)),
        "How long running requests may go on after SIGTERM."),
      ConfigurationKey(
        "diagnostics", \.diagnostics, .bool, "Offer the diagnostic tools echo and wait."),
      ConfigurationKey(
        "stdio.max-line-bytes", \.stdio.maxLineBytes, .bytes(1 << 10...1 << 30),
        "Longest line, which is one message, in each direction."),
      ConfigurationKey(
        "connect.address", \.connect.address, .optional(.address(canListen: false), none: "none"), flag: "connect",
        "The Rialto server to use. With none, stdio serves in its own process and clients use 127.0.0.1:50051."),
      ConfigurationKey(
        "connect.timeout", \.connect.timeout, .duration(.milliseconds(1) ... .seconds(3600)),
        "How long connecting may take."),
    ]

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
      "grpc.max-concurrent-streams", \.grpc.maxConcurrentStreams, .count(1...1_000_000),
      "Calls that a connection may have open at the same time."),
    ConfigurationKey(
      "grpc.max-metadata-bytes", \.grpc.maxMetadataBytes, .bytes(1 << 10...1 << 20),
      "Metadata of a call, in each direction."),
    ConfigurationKey(
      "grpc.keepalive-time", \.grpc.keepaliveTime, .duration(.seconds(1) ... week),
      "Ping a connection that has been silent for so long."),
    ConfigurationKey(
      "grpc.keepalive-timeout", \.grpc.keepaliveTimeout, .duration(.seconds(1) ... .seconds(3600)),
      "Close a connection that does not answer a ping for so long."),
    ConfigurationKey(
      "grpc.min-ping-interval", \.grpc.minPingInterval, .duration(.zero ... week),
      "Disconnect clients that ping more often than this."),
    ConfigurationKey(
      "grpc.max-connection-age", \.grpc.maxConnectionAge, age, "Ask clients to reconnect after so long."),
    ConfigurationKey(
      "grpc.max-connection-age-grace", \.grpc.maxConnectionAgeGrace, age,
      "How long calls of a connection that is too old may go on."),
    ConfigurationKey(
      "grpc.max-connection-idle", \.grpc.maxConnectionIdle, age,
      "Close a connection that has had no calls for so long."),
    ConfigurationKey(
      "grpc.stream-buffer-bytes", \.grpc.streamBufferBytes, .bytes(1 << 10...64 << 20),
      "Bytes that may wait to be sent on a stream before its writer has to wait."),
    ConfigurationKey("grpc.reflection", \.grpc.reflection, .bool, "Offer gRPC server reflection."),
  ]

  private static let workspaceKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "workspace.directory", \.workspace.directory, .path, flag: "workspace",
      "The folder that the built-in tools and resources work on."),
    ConfigurationKey(
      "workspace.max-file-bytes", \.workspace.maxFileBytes, .bytes(1...512 << 20),
      "Largest file that is read or written. In base64 it must fit into a message, twice."),
    ConfigurationKey(
      "workspace.max-directory-entries", \.workspace.maxDirectoryEntries, .count(1...10_000_000),
      "Entries that one listing may look at."),
  ]

  private static let limitKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "limits.in-flight-per-connection", \.limits.inFlightPerConnection, .count(1...100_000),
      "Requests of a connection that run at the same time; more wait."),
    ConfigurationKey(
      "limits.waiting-per-connection", \.limits.waitingPerConnection, .count(0...1_000_000),
      "Requests of a connection that wait for their turn; more are refused."),
    ConfigurationKey(
      "limits.blocking-threads", \.limits.blockingThreads, .count(1...1024),
      "Threads for work that blocks, such as files."),
    ConfigurationKey(
      "limits.blocking-queue", \.limits.blockingQueue, .count(0...1_000_000),
      "Requests that wait for such a thread; more are refused."),
    ConfigurationKey(
      "limits.sessions", \.limits.sessions, .count(1...10_000_000),
      "Legacy sessions that exist at the same time; one more ends those idle longest."),
    ConfigurationKey(
      "limits.session-idle", \.limits.sessionIdle, .duration(.seconds(1) ... week),
      "How long a legacy session lives without being used."),
    ConfigurationKey(
      "limits.page-size", \.limits.pageSize, .count(1...10_000), "Entries in a page of a list."),
    ConfigurationKey(
      "limits.json-depth", \.limits.jsonDepth, .count(8...512), "How deep JSON values may be nested."),
  ]

  /// The C core counts in milliseconds with 32 bits, which is a little under 25 days.
  private static let week = Duration.seconds(7 * 24 * 60 * 60)
  private static let age = ValueFormat<Duration?>.optional(.duration(.seconds(1) ... week), none: "unlimited")
}
