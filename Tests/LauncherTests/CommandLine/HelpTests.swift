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
      OVERVIEW: Books for models.

      USAGE: my-library <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        serve                   Serve MCP over gRPC, and where asked over HTTP,
                                WebSocket and lines.
        bridge                  Serve a server that runs elsewhere, and speaks gRPC,
                                over HTTP and lines.
        stdio                   Serve the same over standard input and output, or
                                bridge them to a server.
        call                    Send one request to a server and print its result.
        probe                   Ask a server whether it is healthy; exit with 0 if it
                                is and with 1 if not.
        version                 Show the version.
        help                    Show help for a subcommand, or for 'configuration':
                                all settings.

        See 'my-library help <subcommand>' for detailed help.

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

      USAGE: my-library probe [<options>] [<url>]

      ARGUMENTS:
        <url>                   http://HOST:PORT or ws://HOST:PORT; without it the
                                server is asked over gRPC.

      OPTIONS:
        --service <name>        Ask about one gRPC service, not the whole server.
        --timeout <duration>    How long the answer may take. (default: 5s)
        --connect, --connect-address <address>
                                The server to use. With none, stdio serves in its own
                                process and clients use 127.0.0.1:50051. (default:
                                none)
        --connect-timeout <duration>
                                How long connecting may take. (default: 10s)
        --connect-tls           Talk TLS to the server.
        --connect-tls-ca <path> PEM file of authorities that vouch for the server;
                                with none, those of the system. (default: none)
        --connect-tls-certificate <path>
                                PEM file of the client's own certificate chain, for a
                                server that asks for one. (default: none)
        --connect-tls-key <path>
                                PEM file of the private key of this certificate.
                                (default: none)
        --connect-tls-server-name <name>
                                The name in the server's certificate, where it is not
                                the one in its address. (default: none)
        --config <path>         Read settings from a JSON file (environment:
                                MY_LIBRARY_CONFIG).
        --version               Show the version.
        -h, --help              Show help information.

        See 'my-library help configuration' for the file and the environment.

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
    #expect(help.contains("USAGE: my-library call [<options>] <method> [<json>]\n\nARGUMENTS:\n  <method>       "))
    #expect(help.contains("  <json>                  The parameters, a JSON object.\n"))
    #expect(help.contains("  --stream                Print"))
  }

  @Test func aSwitchThatIsOnShowsHowToSwitchItOff() throws {
    let help = try #require(shell.run("serve", "--help").exit).text
    #expect(help.contains("  --grpc-reflection/--no-grpc-reflection\n"))
    #expect(help.contains("  --quiet                 No talking"))
  }

  @Test func configurationIsATopicWithTheWholeTable() throws {
    let exit = try #require(shell.run("help", "configuration").exit)
    #expect(exit.code == 0)
    #expect(exit.stream == .standardOutput)
    #expect(exit.text.hasSuffix(shell.program.table.markdown(defaults: shell.program.defaults)))
    #expect(exit.text.contains("MY_LIBRARY_CONFIG"))
    #expect(exit.text.contains("`MY_LIBRARY_GRPC_MAX_MESSAGE_BYTES` | `4MiB` |"))
  }

  @Test func theVersionIsShown() {
    for outcome in [shell.run("version"), shell.run("--version"), shell.run("serve", "--version")] {
      #expect(outcome.exit == .answer("1.2.3\n"))
    }
  }

  @Test func helpNeedsNoGoodConfiguration() {
    var shell = shell
    shell.environment = ["MY_LIBRARY_CONFIG": "missing.json", "MY_LIBRARY_QUIET": "?"]
    #expect(shell.run("serve", "--help").exit?.code == 0)
    #expect(shell.run("version").exit?.code == 0)
  }
}
