/// Why this room exists: everything between `main` and the rooms that do the work. It reads the command line and the
/// configuration, wires the rooms, handles signals, and logs to standard error, for `rialto` and for anybody's own
/// server alike. It may import every room but a server such as Workspace: what a program serves is handed in.

public import MCPEngine

/// A program that serves MCP, ready to be run: one server, and the command line of every such program around it.
///
///     @main
///     struct Weather {
///       struct Settings: Sendable {
///         var station = "EDDF"
///       }
///
///       static func main() {
///         ServerProgram(
///           name: "weather", version: "1.0", abstract: "The weather at one station.", settings: Settings(),
///           keys: [ConfigurationKey("station", \.station, .text("code"), "Where to look at the sky.")]
///         ) { settings in
///           let server = MCPServer("weather", version: "1.0")
///           try server.add(Tool(name: "sky", description: "Tells what the sky looks like.")) { _ in
///             .text("Clear at \(settings.station).")
///           }
///           return server
///         }.run()
///       }
///     }
///
/// It has the commands `serve` (gRPC, with health and reflection, and HTTP), `bridge` (HTTP for a server that runs
/// elsewhere), `stdio` (in its own process, or as a bridge), `call` and `probe` (clients, so that an image with nothing
/// else in it can be asked and watched), `version` and `help`. All settings are flags, environment variables that begin
/// with the program's name in capitals, and names in a file; `help configuration` lists them.
public struct ServerProgram<Settings: Sendable>: Sendable {
  package let commandLine: Program<LaunchSettings<Settings>, ServerAction<Settings>>
  let makeServer: @Sendable (Settings) async throws -> MCPServer

  /// - Parameters:
  ///   - name: how the program is called, in lower case with hyphens.
  ///   - abstract: one sentence for `help`.
  ///   - settings: the program's own settings, with their defaults.
  ///   - keys: the names of these settings and their bounds. A name that another key has, and the groups `grpc`,
  ///     `http`, `lines`, `limits`, `state`, `stdio`, `connect` and `bridge`, are a mistake and trap.
  ///   - check: refuses settings that are fine alone and not together; called before anything is started.
  ///   - server: makes what is served, once, and only for `serve` and for `stdio` without `--connect`. A
  ///     `ConfigurationError` from it ends the program with 78, any other error with 1.
  public init(
    name: String, version: String, abstract: String = "A server for the Model Context Protocol.", settings: Settings,
    keys: [ConfigurationKey<Settings>],
    check: @escaping @Sendable (Settings, MessageLimit) throws(ConfigurationError) -> Void = { _, _ in },
    server: @escaping @Sendable (Settings) async throws -> MCPServer
  ) {
    for key in keys {
      precondition(!Configuration.groups.contains(where: key.isIn), "every program has the group of '\(key.name)'")
    }
    commandLine = Program(
      name: name, version: version, abstract: abstract, defaults: LaunchSettings(own: settings),
      keys: keys.map { $0.within(\.own) } + Configuration.keys.map { $0.within(\.configuration) },
      commands: Self.commands(check: check))
    makeServer = server
  }
}

extension ServerProgram where Settings == Void {
  /// A program without settings of its own.
  public init(
    name: String, version: String, abstract: String = "A server for the Model Context Protocol.",
    server: @escaping @Sendable () async throws -> MCPServer
  ) {
    self.init(name: name, version: version, abstract: abstract, settings: (), keys: []) { _ in try await server() }
  }
}
