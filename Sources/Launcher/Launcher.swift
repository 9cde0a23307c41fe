/// Why this room exists: everything between `main` and the rooms that do the work: it reads the command line and the
/// configuration, wires the rooms, handles signals, and logs to standard error. `rialto` uses it, and so do programs
/// with servers of their own. It may import every room.

internal import Bytes
@preconcurrency internal import Glibc
internal import MCPEngine
internal import MCPModel
internal import MCPService
internal import Workspace

/// A program that serves MCP.
package enum Launcher {
  /// The version of the whole package.
  package static let version = "0.1.0"

  /// Does what the command line says, and exits. To be called first of all, on the main thread, which from then on
  /// waits for signals.
  package static func main(name: String = "rialto") -> Never {
    let signals = ShutdownSignals()
    MemoryPolicy.apply()
    let arguments = Array(CommandLine.arguments.dropFirst())
    // The root of everything that runs: it ends the process, and nobody waits for it.
    Task {
      exit(await run(name: name, arguments: arguments, environment: environment, signals: signals))
    }
    signals.wait()
  }

  /// - Returns: the exit code.
  private static func run(
    name: String, arguments: [String], environment: [String: String], signals: ShutdownSignals
  ) async -> Int32 {
    let program = RialtoCommand.program(name: name, version: version)
    let outcome = program.parse(arguments, environment: environment, readFile: ConfigurationFile.read)
    do {
      switch outcome {
      case .exit(let exit):
        Log.write(exit.text, to: exit.stream == .standardOutput ? STDOUT_FILENO : STDERR_FILENO)
        return exit.code
      case .run(.serve(let configuration)):
        try await ServeCommand(
          configuration: configuration, server: try builtInServer(configuration), signals: signals
        ).run()
        return 0
      case .run(.stdio(let configuration)):
        try await stdio(configuration, signals)
        return 0
      case .run(.call(let options, let configuration)):
        do {
          return try await CallCommand(options: options, configuration: configuration).run()
        } catch let fault as CallCommand.UsageFault {
          let exit = program.usageError(fault.message, command: program.command("call"))
          Log.write(exit.text, to: STDERR_FILENO)
          return exit.code
        }
      case .run(.probe(let options, let configuration)):
        return try await ProbeCommand(options: options, configuration: configuration).run()
      }
    } catch {
      Log.note("\(error)")
      return 1
    }
  }

  /// The variables that the process was started with.
  private static var environment: [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let pair = entry.pointee {
      let text = String(cString: pair)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }

  private static func stdio(_ configuration: Configuration, _ signals: ShutdownSignals) async throws {
    let drain = DrainSignal()
    if configuration.connect.address != nil {
      let remote = try RemoteBackend(configuration)
      await StdioCommand(configuration: configuration, backend: remote, drain: drain, signals: signals).run()
      await remote.close()
    } else {
      let engine = Engine(try builtInServer(configuration), limits: EngineLimits(configuration), drain: drain)
      await StdioCommand(configuration: configuration, backend: engine, drain: drain, signals: signals).run()
    }
  }

  private static func builtInServer(_ configuration: Configuration) throws -> MCPServer {
    var limits = WorkspaceFolder.Configuration.defaults
    limits.maximumScannedEntries = configuration.workspace.maxDirectoryEntries
    let folder: WorkspaceFolder
    do {
      folder = try WorkspaceFolder(path: configuration.workspace.directory, configuration: limits)
    } catch {
      throw CommandFailure("cannot serve \(configuration.workspace.directory): \(error.message)")
    }
    return WorkspaceServer.server(
      Implementation(name: "rialto", version: version), folder: folder,
      maxFileBytes: configuration.workspace.maxFileBytes, diagnostics: configuration.diagnostics)
  }
}
