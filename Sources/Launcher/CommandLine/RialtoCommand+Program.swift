extension RialtoCommand {
  /// The command line of `rialto`, or of a program that does the same under another name.
  /// - Parameter version: what `version` prints, such as `1.2.0`.
  package static func program(name: String, version: String) -> Program<RialtoSettings, RialtoCommand> {
    Program(
      name: name, version: version,
      abstract: "A server and bridge for the Model Context Protocol over gRPC and stdio.",
      defaults: RialtoSettings(),
      keys: Configuration.keys.map { $0.within(\.configuration) },
      commands: [serve, stdio, call, probe])
  }

  private static let serve = Command<RialtoSettings, RialtoCommand>(
    "serve", abstract: "Serve tools and resources over gRPC.",
    accepts: { !$0.isIn("stdio") && !$0.isIn("connect") },
    make: { settings throws(ConfigurationError) in
      let configuration = settings.configuration
      try configuration.checkFileFits(into: configuration.grpc.maxMessageBytes, of: "grpc.max-message-bytes")
      return .serve(configuration)
    })

  private static let stdio = Command<RialtoSettings, RialtoCommand>(
    "stdio", abstract: "Serve the same over standard input and output, or bridge them to a server.",
    accepts: { !$0.isIn("grpc") },
    make: { settings throws(ConfigurationError) in
      let configuration = settings.configuration
      if configuration.connect.address == nil {
        try configuration.checkFileFits(into: configuration.stdio.maxLineBytes, of: "stdio.max-line-bytes")
      }
      return .stdio(configuration)
    })

  private static let call = Command<RialtoSettings, RialtoCommand>(
    "call", abstract: "Send one request to a server and print its result.",
    arguments: [
      CommandArgument("method", \.call.method, "The method, such as tools/list."),
      CommandArgument(optional: "json", \.call.parameters, "The parameters, a JSON object."),
    ],
    options: [
      ConfigurationKey("stream", \.call.isStreaming, .bool, "Print notifications, such as progress, as they come."),
      ConfigurationKey(
        "deadline", \.call.deadline, .optional(.duration(.milliseconds(1) ... .seconds(24 * 60 * 60)), none: "none"),
        "How long the call may take."),
      ConfigurationKey(
        "legacy", \.call.legacyRevision, .optional(.choice("revision", legacyRevisions), none: "none"),
        "Open a session of a legacy revision first: \(legacyRevisions.joined(separator: ", "))."),
      ConfigurationKey("raw", \.call.isRaw, .bool, "Print the answer as one line of JSON."),
    ],
    accepts: { $0.isIn("connect") },
    make: { .call($0.call, $0.configuration) })

  private static let probe = Command<RialtoSettings, RialtoCommand>(
    "probe", abstract: "Ask a server whether it is healthy; exit with 0 if it is and with 1 if not.",
    options: [
      ConfigurationKey("service", \.probe.service, .text("name"), "Ask about one gRPC service, not the whole server."),
      ConfigurationKey(
        "timeout", \.probe.timeout, .duration(.milliseconds(1) ... .seconds(3600)), "How long the answer may take."),
    ],
    accepts: { $0.isIn("connect") },
    make: { .probe($0.probe, $0.configuration) })

  /// The revisions that open with `initialize`, oldest first.
  private static let legacyRevisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
}

extension ConfigurationKey {
  fileprivate func isIn(_ group: String) -> Bool { name.hasPrefix(group + ".") }
}
