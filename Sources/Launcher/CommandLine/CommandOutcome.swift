/// What a command line comes to.
package enum CommandOutcome<Action: Sendable>: Sendable {
  case run(Action)
  case exit(CommandExit)
}

extension CommandOutcome: Equatable where Action: Equatable {}
