/// Why this room exists: it is the executable `rialto`, which is the launcher with the built-in server and the settings
/// of that server. It imports Launcher, Workspace, MCPEngine and MCPModel, as a program of anybody else would.

internal import Launcher

@main
enum RialtoMain {
  /// The version of the whole package.
  static let version = "0.1.0"

  static let program = ServerProgram(
    name: "rialto", version: version,
    abstract: "A server and bridge for the Model Context Protocol over gRPC, HTTP, WebSocket and stdio.",
    settings: RialtoSettings(), keys: RialtoSettings.keys,
    check: { settings, limit throws(ConfigurationError) in try settings.check(against: limit) },
    server: { settings in try settings.server(version: version) })

  static func main() { program.run() }
}
