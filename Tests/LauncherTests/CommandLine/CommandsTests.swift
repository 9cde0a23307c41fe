import Launcher
import MCPEngine
import MCPModel
import Testing

@Suite struct CommandsTests {
  private let shell = Shell()

  @Test func serveTakesTheServersFlagsAndEverybodys() {
    let outcome = shell.run("serve", "--grpc", "unix:/run/r.sock", "--shelf=/srv", "--quiet")
    #expect(outcome.command == "serve")
    #expect(outcome.changes == ["grpc.listen": "unix:/run/r.sock"])
    #expect(outcome.library == Shell.Library(shelf: "/srv", isQuiet: true))
    #expect(shell.run("serve").changes == [:])
    #expect(shell.run("serve").library == Shell.Library())
  }

  @Test func stdioServesInItsProcessOrConnects() {
    let alone = shell.run("stdio", "--quiet")
    #expect(alone.command == "stdio" && alone.changes == [:])
    #expect(alone.library == Shell.Library(isQuiet: true))
    let bridge = shell.run("stdio", "--connect", "tools.example:443", "--connect-timeout", "3s")
    #expect(bridge.command == "stdio bridge")
    #expect(bridge.changes == ["connect.address": "tools.example:443", "connect.timeout": "3s"])
  }

  @Test func bridgeConnectsAndListens() {
    let bridge = shell.run("bridge", "--connect", "tools.example:443", "--http", "127.0.0.1:0")
    #expect(bridge.command == "bridge")
    #expect(bridge.changes == ["connect.address": "tools.example:443", "http.listen": "127.0.0.1:0"])
    #expect(shell.run("bridge", "--connect", "tools.example:443").exit?.code == 78)
    #expect(shell.run("bridge", "--http", "127.0.0.1:0", "--shelf", "/srv").exit?.code == 64)
  }

  @Test func callTakesAMethodAndItsParameters() {
    var options = CallOptions()
    options.method = "tools/list"
    #expect(shell.run("call", "tools/list").call == options)

    options.parameters = #"{"cursor": "x"}"#
    options.isStreaming = true
    options.isRaw = true
    options.deadline = .milliseconds(1500)
    options.legacyRevision = "2025-06-18"
    let outcome = shell.run(
      "call", "--stream", "--deadline", "1500ms", "tools/list", "--legacy=2025-06-18", #"{"cursor": "x"}"#,
      "--connect", "127.0.0.1:50051", "--raw")
    #expect(outcome.call == options)
    #expect(outcome.changes == ["connect.address": "127.0.0.1:50051"])
  }

  @Test func probeAsksForTheWholeServerOrOneService() {
    #expect(shell.run("probe").probe == ProbeOptions())
    var options = ProbeOptions()
    options.service = "mcp.MCPService"
    options.timeout = .milliseconds(200)
    #expect(shell.run("probe", "--service", "mcp.MCPService", "--timeout", "200ms").probe == options)
  }

  @Test func probeAsksOverHTTPAndWebSocketAsWell() {
    for (url, scheme, host) in [
      ("http://127.0.0.1:8080", .http, "127.0.0.1"), ("ws://localhost:8080/", .ws, "localhost"),
      ("HTTP://[::1]:8080", .http, "::1"),
    ] as [(String, ProbeURL.Scheme, String)] {
      #expect(shell.run("probe", url).probe?.url == url)
      let parsed = ProbeURL(url)
      #expect(parsed?.scheme == scheme && parsed?.host == host && parsed?.port == 8080)
    }
    for url in ["https://a.test:1", "http://a.test", "http://a.test:0", "http://a.test:1/x", "a.test:1", "http:", ""] {
      #expect(shell.run("probe", url).exit?.code == 64)
    }
    #expect(shell.run("probe", "--service", "mcp.MCPService", "http://a.test:1").exit?.code == 64)
  }

  @Test func switchesAreBareNegatedOrSpelledOut() {
    func reflection(_ words: String...) -> Bool? { shell.run(["serve"] + words).configuration?.grpc.reflection }
    #expect(reflection() == true)
    #expect(reflection("--no-grpc-reflection") == false)
    #expect(reflection("--grpc-reflection=false") == false)
    #expect(reflection("--grpc-reflection", "false") == false)
    #expect(reflection("--no-grpc-reflection", "--grpc-reflection") == true)
    #expect(reflection("--grpc-reflection", "--quiet") == true)
    #expect(reflection("--grpc-reflection=no") == nil)
    #expect(reflection("--no-grpc-reflection=true") == nil)
  }

  @Test func theLastOfTwoEqualFlagsWins() {
    #expect(shell.run("serve", "--limits-page-size", "5", "--limits-page-size=6").changes == ["limits.page-size": "6"])
  }

  @Test func aDoubleHyphenEndsTheFlags() {
    var options = CallOptions()
    options.method = "--raw"
    options.parameters = "--help"
    #expect(shell.run("call", "--", "--raw", "--help").call == options)
  }

  @Test func aLoneHyphenIsAnArgument() {
    var options = CallOptions()
    options.method = "m"
    options.parameters = "-"
    #expect(shell.run("call", "m", "-").call == options)
  }

  @Test func aServerMayHaveNoSettings() {
    let program = ServerProgram(name: "plain", version: "9") {
      MCPServer(Implementation(name: "plain", version: "9"))
    }
    let outcome = program.commandLine.parse(
      ["serve", "--limits-page-size", "3"], environment: ["PLAIN_LIMITS_JSON_DEPTH": "9"]
    ) { _ in throw Shell.NoSuchFile() }
    guard case .run(.serve(let configuration, _)) = outcome else {
      Issue.record("it serves")
      return
    }
    #expect(configuration.changes == ["limits.page-size": "3", "limits.json-depth": "9"])
  }

  @Test func aServersSettingInACommonGroupIsAMistakeOfTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = ServerProgram(
        name: "bad", version: "1", settings: Shell.Library(),
        keys: [ConfigurationKey("grpc.shelf", \.shelf, .path, "Where the books are.")]
      ) { _ in MCPServer(Implementation(name: "bad", version: "1")) }
    }
  }
}
