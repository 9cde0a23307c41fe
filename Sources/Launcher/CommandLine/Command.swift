/// One command of a program: a row of its table.
package struct Command<Settings: Sendable, Action: Sendable>: Sendable {
  package let name: String
  /// One sentence.
  package let abstract: String
  /// What follows the command without a flag, in order; those that may be left out come last.
  package let arguments: [CommandArgument<Settings>]
  /// What this command alone can be told. These keys are flags only, neither variables nor in the file.
  package let options: [ConfigurationKey<Settings>]
  /// Which keys of the program's table are flags of this command.
  package let accepts: @Sendable (ConfigurationKey<Settings>) -> Bool
  /// Turns the finished settings into what is to be done, and refuses those that do not go together.
  package let make: @Sendable (Settings) throws(ConfigurationError) -> Action

  package init(
    _ name: String, abstract: String, arguments: [CommandArgument<Settings>] = [],
    options: [ConfigurationKey<Settings>] = [],
    accepts: @escaping @Sendable (ConfigurationKey<Settings>) -> Bool,
    make: @escaping @Sendable (Settings) throws(ConfigurationError) -> Action
  ) {
    self.name = name
    self.abstract = abstract
    self.arguments = arguments
    self.options = options
    self.accepts = accepts
    self.make = make
  }
}
