import Launcher
import Testing

@Suite struct UsageErrorTests {
  private let shell = Shell()

  private func refusal(_ arguments: [String]) throws -> CommandExit {
    try #require(shell.run(arguments).exit)
  }

  @Test(arguments: [
    (["serve", "--grcp", "a:1"], "Unknown option '--grcp'. Did you mean '--grpc'?"),
    (["serve", "--no-quit"], "Unknown option '--no-quit'. Did you mean '--no-quiet'?"),
    (["serve", "--no-grpc", "a:1"], "Unknown option '--no-grpc'. Did you mean '--grpc'?"),
    (["serve", "-x"], "Unknown option '-x'."),
    (["serve", "--connect", "a:1"], "Unknown option '--connect'."),
    (["serve", "--grpc"], "Missing value for '--grpc <address>'."),
    (["serve", "--grpc", "--quiet"], "Missing value for '--grpc <address>'."),
    (["serve", "--config"], "Missing value for '--config <path>'."),
    (["serve", "extra"], "Unexpected argument 'extra'."),
    (
      ["serve", "--grpc", "nowhere"],
      "The value 'nowhere' is invalid for --grpc <address>: expected HOST:PORT, [IPV6]:PORT or unix:PATH, "
        + "with a port from 0 to 65535."
    ),
    (["serve", "--quiet=maybe"], "The value 'maybe' is invalid for --quiet: expected true or false."),
    (["serve", "--no-quiet=true"], "The option '--no-quiet' takes no value."),
    (
      ["serve", "--limits-page-size="],
      "The value '' is invalid for --limits-page-size <count>: expected an integer from 1 to 10000."
    ),
  ])
  func aWrongCommandLineSaysWhatAndHow(arguments: [String], message: String) throws {
    let exit = try refusal(arguments)
    #expect(exit.code == 64)
    #expect(exit.stream == .standardError)
    #expect(
      exit.text == """
        Error: \(message)
        Usage: my-library serve [<options>]
          See 'my-library serve --help' for more information.

        """)
  }

  @Test(arguments: [
    (["call"], "Missing expected argument '<method>'."),
    (["call", "m", "{}", "more"], "Unexpected argument 'more'."),
    (["call", "m", "--deadline", "-5s"], "Missing value for '--deadline <duration>'."),
    (["call", "m", "--deadline=-5s"], "The value '-5s' is invalid for --deadline <duration>:"),
    (["call", "m", "--legacy", "2026-07-28"], "The value '2026-07-28' is invalid for --legacy <revision>:"),
    (["call", "m", "--connect", "host:0"], "The value 'host:0' is invalid for --connect <address>:"),
    (["call", "m", "--shelf", "."], "Unknown option '--shelf'."),
  ])
  func aWrongCallSaysSo(arguments: [String], message: String) throws {
    let exit = try refusal(arguments)
    #expect(exit.code == 64)
    #expect(exit.text.hasPrefix("Error: \(message)"), "\(exit.text)")
    #expect(exit.text.hasSuffix(
      """

      Usage: my-library call [<options>] <method> [<json>]
        See 'my-library call --help' for more information.

      """))
  }

  @Test(arguments: [
    (["serv"], "Unknown command 'serv'. Did you mean 'serve'?"),
    (["frobnicate"], "Unknown command 'frobnicate'."),
    (["--grpc", "a:1", "serve"], "Unknown option '--grpc'."),
    (["--"], "Unknown option '--'."),
    (["version", "now"], "Unexpected argument 'now'."),
    (["help", "serve", "call"], "Unexpected argument 'call'."),
    (["help", "prob"], "Unknown command 'prob'. Did you mean 'probe'?"),
  ])
  func aWrongProgramLineSaysSo(arguments: [String], message: String) throws {
    #expect(
      try refusal(arguments)
        == CommandExit(
          text: """
            Error: \(message)
            Usage: my-library <subcommand>
              See 'my-library --help' for more information.

            """,
          stream: .standardError, code: 64))
  }

  @Test func aCommandCanFindFaultLater() {
    let call = shell.program.command("call")
    let exit = shell.program.usageError("The parameters are not JSON.", command: call)
    #expect(exit.code == 64)
    #expect(exit.text.contains("Error: The parameters are not JSON.\nUsage: my-library call "))
  }
}
