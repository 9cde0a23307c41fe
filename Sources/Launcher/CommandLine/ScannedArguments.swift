/// The words behind a command, sorted but not yet understood.
struct ScannedArguments<Settings: Sendable> {
  /// Flags with their values in the order given, so that the last one wins.
  var assignments: [(key: ConfigurationKey<Settings>, flag: String, value: String)] = []
  var configurationFile: String?
  var positionals: [String] = []
}
