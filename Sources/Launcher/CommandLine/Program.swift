package import Bytes

/// A program with commands, and everything its command line, environment and configuration file may say.
///
/// It reads nothing and prints nothing: what it needs is passed to `parse`, and what it has to say is returned.
package struct Program<Settings: Sendable, Action: Sendable>: Sendable {
  /// How the program is called in help and messages; in capitals it starts the names of environment variables.
  package let name: String
  package let version: String
  /// One sentence.
  package let abstract: String
  /// The settings before anything is read.
  package let defaults: Settings
  package let table: ConfigurationTable<Settings>
  /// `help` and `version` are there without a row. Two options of a command with one name are a mistake and trap.
  package let commands: [Command<Settings, Action>]

  package init(
    name: String, version: String, abstract: String, defaults: Settings, keys: [ConfigurationKey<Settings>],
    commands: [Command<Settings, Action>]
  ) {
    self.name = name
    self.version = version
    self.abstract = abstract
    self.defaults = defaults
    let prefix = name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    self.table = ConfigurationTable(keys: keys, environmentPrefix: String(prefix))
    self.commands = commands
    for command in commands {
      var taken: Set<String> = [Self.fileFlag, "--help", "--version"]
      for flag in flagKeys(of: command).flatMap(\.flags) {
        precondition(taken.insert(flag).inserted, "'\(command.name)' has two options called \(flag)")
      }
    }
  }

  /// - Parameters:
  ///   - arguments: the words behind the program's name.
  ///   - readFile: the contents of a file, the configuration or one that holds a secret. It may stop reading one byte
  ///     behind `ConfigurationFile.maxBytes`.
  package func parse(
    _ arguments: [String], environment: [String: String], readFile: (String) throws -> SharedBytes
  ) -> CommandOutcome<Action> {
    let flagged = arguments.prefix { $0 != "--" }
    let named = flagged.first { !$0.hasPrefix("-") }.flatMap(command)
    if flagged.contains("--help") || flagged.contains("-h") { return .exit(.answer(help(for: named))) }
    if flagged.contains("--version") { return .exit(.answer(version + "\n")) }

    guard let first = arguments.first else { return .exit(.answer(help(for: nil))) }
    let rest = arguments.dropFirst()
    switch first {
    case "help": return .exit(answerHelp(rest))
    case "version":
      if let extra = rest.first { return .exit(usageError("Unexpected argument \(extra.quoted).", command: nil)) }
      return .exit(.answer(version + "\n"))
    default: break
    }
    guard let command = command(first) else { return .exit(unknownCommand(first)) }
    do throws(Refusal) {
      return .run(try run(command, rest, environment: environment, readFile: readFile))
    } catch {
      return .exit(error.isUsage ? usageError(error.message, command: command) : configurationError(error.message))
    }
  }

  /// How a command that finds fault with its arguments only later says so.
  package func usageError(_ message: String, command: Command<Settings, Action>?) -> CommandExit {
    let called = command.map { "\(name) \($0.name)" } ?? name
    return CommandExit(
      text: """
        Error: \(message)
        Usage: \(usage(of: command))
          See '\(called) --help' for more information.

        """,
      stream: .standardError, code: CommandExit.usageCode)
  }

  /// The row with this name.
  package func command(_ name: String) -> Command<Settings, Action>? {
    commands.first { $0.name == name }
  }

  /// How what is wrong with the settings is said.
  package func configurationError(_ message: String) -> CommandExit {
    CommandExit(
      text: """
        Error: \(message)
          See '\(name) help configuration' for more information.

        """,
      stream: .standardError, code: CommandExit.configurationCode)
  }

  private func unknownCommand(_ word: String) -> CommandExit {
    guard !word.hasPrefix("-") else { return usageError("Unknown option \(word.quoted).", command: nil) }
    var message = "Unknown command \(word.quoted)."
    if let nearest = word.nearest(in: commands.map(\.name) + ["help", "version"]) {
      message += " Did you mean '\(nearest)'?"
    }
    return usageError(message, command: nil)
  }

  private func answerHelp(_ topics: ArraySlice<String>) -> CommandExit {
    if let extra = topics.dropFirst().first {
      return usageError("Unexpected argument \(extra.quoted).", command: nil)
    }
    switch topics.first {
    case nil, "help", "version": return .answer(help(for: nil))
    case "configuration": return .answer(configurationHelp)
    case .some(let topic): return command(topic).map { .answer(help(for: $0)) } ?? unknownCommand(topic)
    }
  }
}
