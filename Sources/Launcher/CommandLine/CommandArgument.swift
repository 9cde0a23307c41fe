/// A positional argument of a command.
package struct CommandArgument<Settings: Sendable>: Sendable {
  /// Lower case; shown as `<name>`.
  package let name: String
  package let isRequired: Bool
  package let help: String
  let set: @Sendable (inout Settings, String) -> Void
  /// What is wrong with the argument, in a sentence; nil for nothing.
  let check: @Sendable (Settings) -> String?

  /// An argument that must be there.
  package init(_ name: String, _ path: any WritableKeyPath<Settings, String> & Sendable, _ help: String) {
    self.name = name
    self.isRequired = true
    self.help = help
    self.check = { _ in nil }
    self.set = { $0[keyPath: path] = $1 }
  }

  /// An argument that may be left out.
  ///
  /// - Parameter check: says what is wrong with it, and with the options beside it, in a sentence; nil for nothing.
  package init(
    optional name: String, _ path: any WritableKeyPath<Settings, String?> & Sendable, _ help: String,
    check: @escaping @Sendable (Settings) -> String? = { _ in nil }
  ) {
    self.name = name
    self.isRequired = false
    self.help = help
    self.check = check
    self.set = { $0[keyPath: path] = $1 }
  }
}
