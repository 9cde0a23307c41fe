/// A positional argument of a command.
package struct CommandArgument<Settings: Sendable>: Sendable {
  /// Lower case; shown as `<name>`.
  package let name: String
  package let isRequired: Bool
  package let help: String
  let set: @Sendable (inout Settings, String) -> Void

  /// An argument that must be there.
  package init(_ name: String, _ path: any WritableKeyPath<Settings, String> & Sendable, _ help: String) {
    self.name = name
    self.isRequired = true
    self.help = help
    self.set = { $0[keyPath: path] = $1 }
  }

  /// An argument that may be left out.
  package init(optional name: String, _ path: any WritableKeyPath<Settings, String?> & Sendable, _ help: String) {
    self.name = name
    self.isRequired = false
    self.help = help
    self.set = { $0[keyPath: path] = $1 }
  }
}
