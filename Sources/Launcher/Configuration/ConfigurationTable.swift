/// The keys that a program knows, and how they are read from a file and from the environment.
///
/// A flag wins over the environment, the environment over the file, the file over the default: `Program` applies what
/// each of them says in this order. Which flags there are depends on the command.
package struct ConfigurationTable<Settings: Sendable>: Sendable {
  package let keys: [ConfigurationKey<Settings>]
  /// What the names of environment variables start with, such as `RIALTO`.
  package let environmentPrefix: String

  /// Two keys with the same flag or variable are a mistake in the program and trap.
  package init(keys: [ConfigurationKey<Settings>], environmentPrefix: String) {
    var taken: Set<String> = [environmentPrefix + "_CONFIG", "--config", "--help", "--version"]
    for key in keys {
      for spelling in key.flags + [key.environmentName(prefix: environmentPrefix)] {
        precondition(taken.insert(spelling).inserted, "two settings are called \(spelling)")
      }
    }
    self.keys = keys
    self.environmentPrefix = environmentPrefix
  }

  /// The variable that names the configuration file.
  package var fileVariable: String { environmentPrefix + "_CONFIG" }

  /// What the variables of all keys say. Variables that are empty count as unset, and unknown ones are ignored: an
  /// orchestrator may add some with the same prefix for a service of that name.
  package func assignments(in environment: [String: String]) -> [Assignment<Settings>] {
    keys.compactMap { key in
      let variable = key.environmentName(prefix: environmentPrefix)
      guard let text = environment[variable], !text.isEmpty else { return nil }
      return Assignment(key: key, place: variable, text: text)
    }
  }

  /// A row of a Markdown table for each key, for the documentation of a program.
  package func markdown(defaults: Settings) -> String {
    var text = """
      | Name in the file | Flag | Environment variable | Default | Values and meaning |
      |---|---|---|---|---|

      """
    for key in keys {
      let flags = key.flags.map { "`\($0)`" }.joined(separator: ", ")
      let value = key.value(in: defaults).map { "`\($0)`" } ?? ""
      let expectation = key.expectation.prefix(1).uppercased() + key.expectation.dropFirst()
      text += "| `\(key.name)` | \(flags) | `\(key.environmentName(prefix: environmentPrefix))` | \(value) "
      text += "| \(expectation). \(key.help) |\n"
    }
    return text
  }
}
