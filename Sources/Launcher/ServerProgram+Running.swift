internal import CoreGRPC
internal import Glibc
internal import MCPEngine
internal import MCPHTTP
internal import MCPModel
internal import MCPService
internal import Sealing
internal import StdioTransport

extension ServerProgram {
  /// Does what the command line says, and ends the process. To be called first of all, on the main thread, which from
  /// then on waits for signals: SIGTERM and SIGINT let what is under way be finished, a second one ends it at once.
  public func run() -> Never {
    let signals = ShutdownSignals()
    MemoryPolicy.apply()
    // The root of everything that runs: it ends the process, and nobody waits for it.
    Task {
      exit(await perform(Array(CommandLine.arguments.dropFirst()), signals))
    }
    signals.wait()
  }

  /// - Returns: the exit code.
  private func perform(_ arguments: [String], _ signals: ShutdownSignals) async -> Int32 {
    let outcome = commandLine.parse(
      arguments, environment: ProcessEnvironment.variables, readFile: ConfigurationFile.read)
    switch outcome {
    case .exit(let exit):
      Log.write(exit.text, to: exit.stream == .standardOutput ? STDOUT_FILENO : STDERR_FILENO)
      return exit.code
    case .run(let action):
      let log = Log(name: commandLine.name)
      do {
        return try await perform(action, signals, log)
      } catch let error as ConfigurationError {
        return refuse(commandLine.configurationError(error.message))
      } catch let fault as CallCommand.UsageFault {
        return refuse(commandLine.usageError(fault.message, command: commandLine.command("call")))
      } catch {
        log.note("\(error)")
        return 1
      }
    }
  }

  private func perform(
    _ action: ServerAction<Settings>, _ signals: ShutdownSignals, _ log: Log
  ) async throws -> Int32 {
    let drain = DrainSignal()
    switch action {
    case .serve(let configuration, let settings):
      // Before the server is made, which may take its time.
      let credentials = try configuration.grpc.tls.credentials(readFile: ConfigurationFile.read)
      if configuration.state.keys.value.isEmpty {
        log.note(
          "no state.keys: cursors and request states of this process mean nothing to a replica, or after a restart")
      }
      let engine = try await engine(settings, configuration, drain, log)
      try await engine.whileRunning {
        try await ServeCommand(
          configuration: configuration, backend: engine, drain: drain, signals: signals, log: log,
          grpcCredentials: credentials, index: { IndexPage(of: engine.server) }
        ).run()
      }
    case .stdio(let configuration, let settings):
      let engine = try await engine(settings, configuration, drain, log)
      await engine.whileRunning {
        await StdioCommand(configuration: configuration, backend: engine, drain: drain, signals: signals).run()
      }
    case .bridge(let configuration):
      let remote = try RemoteBackend(
        configuration, maxMessageBytes: max(configuration.http.maxMessageBytes, configuration.lines.server.maxLineBytes),
        drain: drain, log: log)
      let name = commandLine.name, version = commandLine.version
      let serve = ServeCommand(
        configuration: configuration, backend: remote, drain: drain, signals: signals, log: log,
        index: { await IndexPage(of: remote, orElse: name, version) }, obstacle: { await remote.obstacle })
      do {
        try await serve.run()
      } catch {
        await remote.close()
        throw error
      }
      await remote.close()
    case .stdioBridge(let configuration):
      let remote = try RemoteBackend(configuration, drain: drain, log: log)
      await StdioCommand(configuration: configuration, backend: remote, drain: drain, signals: signals).run()
      await remote.close()
    case .call(let options, let configuration):
      return try await CallCommand(
        options: options, configuration: configuration, name: commandLine.name, version: commandLine.version
      ).run()
    case .probe(let options, let configuration):
      return try await ProbeCommand(options: options, configuration: configuration).run()
    }
    return 0
  }

  /// What answers for the program's server.
  private func engine(
    _ settings: Settings, _ configuration: Configuration, _ drain: DrainSignal, _ log: Log
  ) async throws -> Engine {
    let sealer = try configuration.state.sealer
    let server = try await makeServer(settings)
    for warning in server.warnings { log.note(warning) }
    return Engine(server, limits: configuration.limits, sealer: sealer, drain: drain)
  }

  private func refuse(_ exit: CommandExit) -> Int32 {
    Log.write(exit.text, to: STDERR_FILENO)
    return exit.code
  }
}

extension IndexPage {
  /// What people are shown of a server: what anybody may see.
  fileprivate init(of server: MCPServer) {
    let implementation = server.implementation
    self.init(
      title: implementation.title ?? implementation.name, version: implementation.version,
      revisions: ProtocolRevision.newestFirst.map(\.rawValue),
      tools: server.publicTools.map { Entry($0.name, $0.description ?? "") })
  }
}

extension Configuration.State {
  /// Seals what clients carry for the server.
  fileprivate var sealer: Sealer {
    get throws(ConfigurationError) {
      guard !keys.value.isEmpty else { return .ephemeral() }
      do throws(SealError) {
        return Sealer(keys: try keys.value.map { (key) throws(SealError) in try SealingKey(configured: key) })
      } catch {
        throw ConfigurationError(code: .invalidValue, message: "state.keys: \(error.message)")
      }
    }
  }
}
