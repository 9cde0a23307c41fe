internal import StdioTransport

extension ServerProgram {
  typealias ProgramCommand = Command<LaunchSettings<Settings>, ServerAction<Settings>>

  /// The commands of every program, in the order of its help.
  static func commands(
    check: @escaping @Sendable (Settings, MessageLimit) throws(ConfigurationError) -> Void
  ) -> [ProgramCommand] {
    [serve(check), bridge, stdio(check), call, probe]
  }

  private static func serve(
    _ check: @escaping @Sendable (Settings, MessageLimit) throws(ConfigurationError) -> Void
  ) -> ProgramCommand {
    ProgramCommand(
      "serve", abstract: "Serve MCP over gRPC, and where asked over HTTP, WebSocket and lines.",
      accepts: { key in !["stdio", "connect", "bridge"].contains(where: key.isIn) },
      make: { settings throws(ConfigurationError) in
        let configuration = settings.configuration
        try configuration.grpc.tls.check()
        try configuration.http.check()
        try check(
          settings.own, MessageLimit(bytes: configuration.grpc.maxMessageBytes, setting: "grpc.max-message-bytes"))
        if configuration.http.listen != nil {
          try check(
            settings.own, MessageLimit(bytes: configuration.http.maxMessageBytes, setting: "http.max-message-bytes"))
        }
        if !configuration.lines.listen.isEmpty {
          try check(
            settings.own, MessageLimit(bytes: configuration.lines.server.maxLineBytes, setting: "lines.max-line-bytes"))
        }
        return .serve(configuration, settings.own)
      })
  }

  private static var bridge: ProgramCommand {
    ProgramCommand(
      "bridge", abstract: "Serve a server that runs elsewhere, and speaks gRPC, over HTTP and lines.",
      accepts: { key in
        ["http", "lines", "connect", "bridge"].contains(where: key.isIn) || ["drain-timeout", "limits.json-depth"].contains(key.name)
      },
      make: { settings throws(ConfigurationError) in
        let configuration = settings.configuration
        try configuration.connect.tls.check()
        try configuration.http.check()
        guard configuration.http.listen != nil || !configuration.lines.listen.isEmpty else {
          throw ConfigurationError(
            code: .conflict, message: "A bridge has to listen somewhere: set http.listen, lines.tcp or lines.unix.")
        }
        return .bridge(configuration)
      })
  }

  private static func stdio(
    _ check: @escaping @Sendable (Settings, MessageLimit) throws(ConfigurationError) -> Void
  ) -> ProgramCommand {
    ProgramCommand(
      "stdio", abstract: "Serve the same over standard input and output, or bridge them to a server.",
      accepts: { key in !["grpc", "http", "lines"].contains(where: key.isIn) },
      make: { settings throws(ConfigurationError) in
        let configuration = settings.configuration
        guard configuration.connect.address == nil else {
          try configuration.connect.tls.check()
          return .stdioBridge(configuration)
        }
        try check(
          settings.own, MessageLimit(bytes: configuration.stdio.maxLineBytes, setting: "stdio.max-line-bytes"))
        return .stdio(configuration, settings.own)
      })
  }

  private static var call: ProgramCommand {
    ProgramCommand(
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
      make: { settings throws(ConfigurationError) in
        try settings.configuration.connect.tls.check()
        return .call(settings.call, settings.configuration)
      })
  }

  private static var probe: ProgramCommand {
    ProgramCommand(
      "probe", abstract: "Ask a server whether it is healthy; exit with 0 if it is and with 1 if not.",
      arguments: [
        CommandArgument(
          optional: "url", \.probe.url, "http://HOST:PORT or ws://HOST:PORT; without it the server is asked over gRPC.",
          check: { settings in
            guard let url = settings.probe.url else { return nil }
            guard ProbeURL(url) != nil else {
              return "The value \(url.quoted) is no place to probe: expected http://HOST:PORT or ws://HOST:PORT."
            }
            return settings.probe.service.isEmpty ? nil : "A service is asked about over gRPC, and not at a URL."
          })
      ],
      options: [
        ConfigurationKey(
          "service", \.probe.service, .text("name"), "Ask about one gRPC service, not the whole server."),
        ConfigurationKey(
          "timeout", \.probe.timeout, .duration(.milliseconds(1) ... .seconds(3600)), "How long the answer may take."),
      ],
      accepts: { $0.isIn("connect") },
      make: { settings throws(ConfigurationError) in
        try settings.configuration.connect.tls.check()
        return .probe(settings.probe, settings.configuration)
      })
  }

  /// The revisions that open with `initialize`, oldest first.
  private static var legacyRevisions: [String] { ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] }
}
