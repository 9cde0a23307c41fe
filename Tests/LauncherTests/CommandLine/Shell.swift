import Bytes
import Launcher

/// Runs command lines of `rialto` in a made-up environment.
struct Shell {
  struct NoSuchFile: Error, CustomStringConvertible {
    var description: String { "no such file" }
  }

  var program = RialtoCommand.program(name: "rialto", version: "1.2.3")
  var environment: [String: String] = [:]
  var files: [String: String] = [:]

  func run(_ arguments: String...) -> CommandOutcome<RialtoCommand> {
    program.parse(arguments, environment: environment) { path in
      guard let text = files[path] else { throw NoSuchFile() }
      return SharedBytes(text.utf8)
    }
  }

  /// The configuration of a command that is run, nil where none is.
  func configuration(_ outcome: CommandOutcome<RialtoCommand>) -> Configuration? {
    switch outcome {
    case .run(.serve(let configuration)), .run(.stdio(let configuration)), .run(.call(_, let configuration)),
      .run(.probe(_, let configuration)):
      configuration
    case .exit: nil
    }
  }
}

extension CommandOutcome {
  var exit: CommandExit? {
    if case .exit(let exit) = self { exit } else { nil }
  }
}
