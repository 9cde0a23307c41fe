extension Program {
  /// The help of a command, or of the whole program for nil.
  package func help(for command: Command<Settings, Action>?) -> String {
    command.map(commandHelp) ?? programHelp
  }

  /// One line that says how to call a command, or the program for nil.
  package func usage(of command: Command<Settings, Action>?) -> String {
    guard let command else { return "\(name) <subcommand>" }
    let arguments = command.arguments.map { $0.isRequired ? "<\($0.name)>" : "[<\($0.name)>]" }
    return (["\(name) \(command.name) [<options>]"] + arguments).joined(separator: " ")
  }

  /// Where settings come from, and the table of them.
  var configurationHelp: String {
    HelpText.wrap(
      """
      Each setting is a flag, an environment variable and a name in the configuration file. A flag wins over the \
      environment, the environment over the file, and the file over the default.
      """, indent: 0)
      + "\n"
      + HelpText.wrap(
        """
        The configuration file is named by \(Self.fileFlag) or \(table.fileVariable). It is a JSON object in which \
        the parts of a name are nested: "grpc.event-loops" is {"grpc": {"event-loops": 2}}.
        """, indent: 0)
      + "\n" + table.markdown(defaults: defaults)
  }

  private var programHelp: String {
    var text = HelpText.overview(abstract, usage: usage(of: nil))
    text += HelpText.section(
      "OPTIONS", [("--version", "Show the version."), ("-h, --help", "Show help information.")])
    text += HelpText.section(
      "SUBCOMMANDS",
      commands.map { ($0.name, $0.abstract) } + [
        ("version", "Show the version."),
        ("help", "Show help for a subcommand, or for 'configuration': all settings."),
      ])
    return text + "\n  See '\(name) help <subcommand>' for detailed help.\n"
  }

  private func commandHelp(_ command: Command<Settings, Action>) -> String {
    var text = HelpText.overview(command.abstract, usage: usage(of: command))
    if !command.arguments.isEmpty {
      text += HelpText.section("ARGUMENTS", command.arguments.map { ("<\($0.name)>", $0.help) })
    }
    let options: [HelpText.Entry] = flagKeys(of: command).map { key in (label(of: key), explanation(of: key)) }
    text += HelpText.section(
      "OPTIONS",
      options + [
        ("\(Self.fileFlag) <path>", "Read settings from a JSON file (environment: \(table.fileVariable))."),
        ("--version", "Show the version."),
        ("-h, --help", "Show help information."),
      ])
    return text + "\n  See '\(name) help configuration' for the file and the environment.\n"
  }

  private func label(of key: ConfigurationKey<Settings>) -> String {
    guard key.isSwitch else { return key.labelled(key.flags.joined(separator: ", ")) }
    // What is on already can only be switched off.
    let isOn = key.value(in: defaults) == "true"
    return (isOn ? key.flags + key.negatedFlags : key.flags).joined(separator: "/")
  }

  private func explanation(of key: ConfigurationKey<Settings>) -> String {
    guard let value = key.value(in: defaults), !key.isSwitch || value == "true" else { return key.help }
    return "\(key.help) (default: \(value))"
  }
}
