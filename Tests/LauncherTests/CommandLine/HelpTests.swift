import Launcher
import Testing

@Suite struct HelpTests {
  private let shell = Shell()

  /// Help with every run of white space made one space, so that line breaks do not matter.
  private func flat(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test func theProgramNamesItsCommands() {
    let help = CommandExit.answer(
      """
      OVERVIEW: A server and bridge for the Model Context Protocol over gRPC and
      stdio.

      USAGE: rialto <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        serve                   Serve tools and resources over gRPC.
        stdio                   Serve the same over standard input and output, or
                                bridge them to a server.
        call                    Send one request to a server and print its result.
        probe                   Ask a server whether it is healthy; exit with 0 if it
                                is and with 1 if not.
        version                 Show the version.
        help                    Show help for a subcommand, or for 'configuration':
                                all settings.

        See 'rialto help <subcommand>' for detailed help.

      """)
    for outcome in [shell.run(), shell.run("help"), shell.run("--help"), shell.run("-h"), shell.run("help", "help")] {
      #expect(outcome.exit == help)
    }
  }

  @Test func aCommandExplainsItsOptions() {
    let help = CommandExit.answer(
      """
      OVERVIEW: Ask a server whether it is healthy; exit with 0 if it is and with 1 if
      not.

      USAGE: rialto probe [<options>]

      OPTIONS:
        --service <name>        Ask about one gRPC service, not the whole server.
        --timeout <duration>    How long the answer may take. (default: 5s)
        --connect, --connect-address <address>
                                The Rialto server to use. With none, stdio serves in
                                its own process and clients use 127.0.0.1:50051.
                                (default: none)
        --connect-timeout <duration>
                                How long connecting may take. (default: 10s)
        --config <path>         Read settings from a JSON file (environment:
                                RIALTO_CONFIG).
        --version               Show the version.
        -h, --help              Show help information.

        See 'rialto help configuration' for the file and the environment.

      """)
    for outcome in [
      shell.run("probe", "--help"), shell.run("help", "probe"), shell.run("-h", "probe"),
      shell.run("probe", "--service", "x", "--bogus", "-h"),
    ] {
      #expect(outcome.exit == help)
    }
  }

  @Test(arguments: ["serve", "stdio", "call", "probe"])
  func everyOptionIsThereWithItsDefault(name: String) throws {
    let command = try #require(shell.program.command(name))
    let help = try #require(shell.run(name, "--help").exit).text
    let keys = command.options + shell.program.table.keys.filter(command.accepts)
    #expect(!keys.isEmpty)
    for key in keys {
      for flag in key.flags { #expect(help.contains(flag)) }
      let value = key.value(in: shell.program.defaults)
      let isOff = key.isSwitch && value == "false"
      let expected = isOff || value == nil ? key.help : "\(key.help) (default: \(value ?? ""))"
      #expect(flat(help).contains(expected), "\(key.name)")
    }
    for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func argumentsAreExplained() throws {
    let help = try #require(shell.run("call", "--help").exit).text
    #expect(help.contains("USAGE: rialto call [<options>] <method> [<json>]\n\nARGUMENTS:\n  <method>       "))
    #expect(help.contains("  <json>                  The parameters, a JSON object.\n"))
    #expect(help.contains("  --stream                Print"))
  }

  @Test func aSwitchThatIsOnShowsHowToSwitchItOff() throws {
    let help = try #require(shell.run("serve", "--help").exit).text
    #expect(help.contains("  --grpc-reflection/--no-grpc-reflection\n"))
    #expect(help.contains("  --diagnostics           Offer"))
  }

  @Test func configurationIsATopicWithTheWholeTable() throws {
    let exit = try #require(shell.run("help", "configuration").exit)
    #expect(exit.code == 0)
    #expect(exit.stream == .standardOutput)
    #expect(exit.text.hasSuffix(shell.program.table.markdown(defaults: shell.program.defaults)))
    #expect(exit.text.contains("RIALTO_CONFIG"))
    #expect(exit.text.contains("`RIALTO_GRPC_MAX_MESSAGE_BYTES` | `4MiB` |"))
  }

  @Test func theVersionIsShown() {
    for outcome in [shell.run("version"), shell.run("--version"), shell.run("serve", "--version")] {
      #expect(outcome.exit == .answer("1.2.3\n"))
    }
  }

  @Test func helpNeedsNoGoodConfiguration() {
    var shell = shell
    shell.environment = ["RIALTO_CONFIG": "missing.json", "RIALTO_DIAGNOSTICS": "?"]
    #expect(shell.run("serve", "--help").exit?.code == 0)
    #expect(shell.run("version").exit?.code == 0)
  }
}
