import Launcher
import Testing

@Suite struct CommandsTests {
  private let shell = Shell()

  @Test func serveTakesItsFlags() {
    var expected = Configuration()
    expected.grpc.listen = .unix(path: "/run/r.sock")
    expected.workspace.directory = "/srv"
    expected.diagnostics = true
    #expect(
      shell.run("serve", "--grpc", "unix:/run/r.sock", "--workspace=/srv", "--diagnostics") == .run(.serve(expected)))
    #expect(shell.run("serve") == .run(.serve(Configuration())))
  }

  @Test func stdioServesInItsProcessOrConnects() {
    #expect(shell.run("stdio") == .run(.stdio(Configuration())))
    var expected = Configuration()
    expected.connect.address = .tcp(host: "tools.example", port: 443)
    expected.connect.timeout = .seconds(3)
    #expect(
      shell.run("stdio", "--connect", "tools.example:443", "--connect-timeout", "3s") == .run(.stdio(expected)))
  }

  @Test func callTakesAMethodAndItsParameters() {
    var options = CallOptions()
    options.method = "tools/list"
    #expect(shell.run("call", "tools/list") == .run(.call(options, Configuration())))

    options.parameters = #"{"cursor": "x"}"#
    options.isStreaming = true
    options.isRaw = true
    options.deadline = .milliseconds(1500)
    options.legacyRevision = "2025-06-18"
    var configuration = Configuration()
    configuration.connect.address = .standard
    #expect(
      shell.run(
        "call", "--stream", "--deadline", "1500ms", "tools/list", "--legacy=2025-06-18", #"{"cursor": "x"}"#,
        "--connect", "127.0.0.1:50051", "--raw") == .run(.call(options, configuration)))
  }

  @Test func probeAsksForTheWholeServerOrOneService() {
    #expect(shell.run("probe") == .run(.probe(ProbeOptions(), Configuration())))
    var options = ProbeOptions()
    options.service = "mcp.MCPService"
    options.timeout = .milliseconds(200)
    #expect(
      shell.run("probe", "--service", "mcp.MCPService", "--timeout", "200ms") == .run(.probe(options, Configuration())))
  }

  @Test func switchesAreBareNegatedOrSpelledOut() {
    func reflection(_ words: String...) -> Bool? {
      let outcome = shell.program.parse(["serve"] + words, environment: [:]) { _ in throw Shell.NoSuchFile() }
      return shell.configuration(outcome)?.grpc.reflection
    }
    #expect(reflection() == true)
    #expect(reflection("--no-grpc-reflection") == false)
    #expect(reflection("--grpc-reflection=false") == false)
    #expect(reflection("--grpc-reflection", "false") == false)
    #expect(reflection("--no-grpc-reflection", "--grpc-reflection") == true)
    #expect(reflection("--grpc-reflection", "--diagnostics") == true)
    #expect(reflection("--grpc-reflection=no") == nil)
    #expect(reflection("--no-grpc-reflection=true") == nil)
  }

  @Test func theLastOfTwoEqualFlagsWins() {
    let outcome = shell.run("serve", "--limits-page-size", "5", "--limits-page-size=6")
    #expect(shell.configuration(outcome)?.limits.pageSize == 6)
  }

  @Test func aDoubleHyphenEndsTheFlags() {
    var options = CallOptions()
    options.method = "--raw"
    options.parameters = "--help"
    #expect(shell.run("call", "--", "--raw", "--help") == .run(.call(options, Configuration())))
  }

  @Test func aLoneHyphenIsAnArgument() {
    var options = CallOptions()
    options.method = "m"
    options.parameters = "-"
    #expect(shell.run("call", "m", "-") == .run(.call(options, Configuration())))
  }

  @Test func anotherProgramAddsItsOwnKeysAndCommands() throws {
    struct Settings: Sendable {
      var rialto = Configuration()
      var database = ""
    }
    let program = Program<Settings, String>(
      name: "my-server", version: "9", abstract: "Mine.", defaults: Settings(),
      keys: Configuration.keys.map { $0.within(\.rialto) }
        + [ConfigurationKey("database.url", \.database, .text("url"), "Where the data is.")],
      commands: [
        Command("run", abstract: "Run it.", accepts: { _ in true }) { settings throws(ConfigurationError) in
          "\(settings.database) \(settings.rialto.limits.pageSize)"
        }
      ])
    let outcome = program.parse(
      ["run", "--limits-page-size", "3"], environment: ["MY_SERVER_DATABASE_URL": "db:1"]
    ) { _ in throw Shell.NoSuchFile() }
    #expect(outcome == .run("db:1 3"))
    let help = program.parse(["-h"], environment: [:]) { _ in throw Shell.NoSuchFile() }.exit
    #expect(help?.text.contains("USAGE: my-server <subcommand>") == true)
  }
}
