import Bytes
import Launcher
import MCPEngine
import MCPModel

/// Runs command lines of somebody's server in a made-up environment.
struct Shell {
  struct NoSuchFile: Error, CustomStringConvertible {
    var description: String { "no such file" }
  }

  /// What only this server has.
  struct Library: Sendable, Equatable {
    var shelf = "."
    var maxBookBytes = 1 << 20
    var isQuiet = false
    var card: Secret<String>?

    static let keys: [ConfigurationKey<Library>] = [
      ConfigurationKey("library.shelf", \.shelf, .path, flag: "shelf", "Where the books are."),
      ConfigurationKey("library.max-book-bytes", \.maxBookBytes, .bytes(1...1 << 30), "Largest book."),
      ConfigurationKey("quiet", \.isQuiet, .bool, "No talking."),
      ConfigurationKey("library.card", \.card, .optional(.secret(.text("number")), none: "none"), "Who pays."),
    ]

    static func == (left: Library, right: Library) -> Bool {
      left.shelf == right.shelf && left.maxBookBytes == right.maxBookBytes && left.isQuiet == right.isQuiet
        && left.card?.value == right.card?.value
    }
  }

  static let server = ServerProgram(
    name: "my-library", version: "1.2.3", abstract: "Books for models.", settings: Library(), keys: Library.keys,
    check: { library, limit throws(ConfigurationError) in
      guard library.maxBookBytes <= limit.bytes else {
        throw ConfigurationError(code: .conflict, message: "A book must fit into \(limit.setting).")
      }
    },
    server: { _ in MCPServer(Implementation(name: "library", version: "1.2.3")) })

  typealias Action = ServerAction<Library>

  let program = Shell.server.commandLine
  var environment: [String: String] = [:]
  var files: [String: String] = [:]

  func run(_ arguments: String...) -> CommandOutcome<Action> { run(arguments) }

  func run(_ arguments: [String]) -> CommandOutcome<Action> {
    program.parse(arguments, environment: environment) { path in
      guard let text = files[path] else { throw NoSuchFile() }
      return SharedBytes(text.utf8)
    }
  }
}

extension CommandOutcome {
  var exit: CommandExit? {
    if case .exit(let exit) = self { exit } else { nil }
  }
}

extension CommandOutcome<Shell.Action> {
  /// Which command is run, nil where none is.
  var command: String? {
    guard case .run(let action) = self else { return nil }
    return switch action {
    case .serve: "serve"
    case .stdio: "stdio"
    case .stdioBridge: "stdio bridge"
    case .bridge: "bridge"
    case .call: "call"
    case .probe: "probe"
    }
  }

  /// The configuration of a command that is run.
  var configuration: Configuration? {
    guard case .run(let action) = self else { return nil }
    return switch action {
    case .serve(let configuration, _), .stdio(let configuration, _), .stdioBridge(let configuration),
      .bridge(let configuration), .call(_, let configuration), .probe(_, let configuration):
      configuration
    }
  }

  /// The server's own settings, of a command that makes it.
  var library: Shell.Library? {
    switch self {
    case .run(.serve(_, let library)), .run(.stdio(_, let library)): library
    default: nil
    }
  }

  var call: CallOptions? {
    if case .run(.call(let options, _)) = self { options } else { nil }
  }

  var probe: ProbeOptions? {
    if case .run(.probe(let options, _)) = self { options } else { nil }
  }

  /// The settings that are not as they are by default, by name.
  var changes: [String: String]? { configuration.map { $0.changes } }
}

extension Configuration {
  /// The settings that are not as they are by default, by name.
  var changes: [String: String] {
    var changes: [String: String] = [:]
    for key in Self.keys where key.value(in: self) != key.value(in: Configuration()) {
      changes[key.name] = key.value(in: self) ?? ""
    }
    return changes
  }
}
