/// The words behind a command, sorted but not yet understood.
struct ScannedArguments<Settings: Sendable> {
  /// Flags with their values in the order given, so that the last one wins.
  var assignments: [Assignment<Settings>] = []
  var configurationFile: String?
  var positionals: [String] = []
}
