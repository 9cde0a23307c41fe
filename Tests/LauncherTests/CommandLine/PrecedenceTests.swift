import Launcher
import MCPEngine
import Testing

@Suite struct PrecedenceTests {
  private func pageSize(_ outcome: CommandOutcome<Shell.Action>) -> Int? { outcome.configuration?.limits.pageSize }

  @Test func aFlagWinsOverTheEnvironmentTheFileAndTheDefault() {
    var shell = Shell()
    #expect(pageSize(shell.run("serve")) == 200)
    shell.files["f.json"] = #"{"limits": {"page-size": 1}}"#
    #expect(pageSize(shell.run("serve", "--config", "f.json")) == 1)
    shell.environment["MY_LIBRARY_LIMITS_PAGE_SIZE"] = "2"
    #expect(pageSize(shell.run("serve", "--config=f.json")) == 2)
    #expect(pageSize(shell.run("serve", "--config", "f.json", "--limits-page-size", "3")) == 3)
  }

  @Test func theFileIsNamedByAFlagOrElseByAVariable() {
    var shell = Shell()
    shell.files = ["a.json": #"{"limits": {"page-size": 1}}"#, "b.json": #"{"limits": {"page-size": 2}}"#]
    shell.environment["MY_LIBRARY_CONFIG"] = "a.json"
    #expect(pageSize(shell.run("serve")) == 1)
    #expect(pageSize(shell.run("serve", "--config", "b.json")) == 2)
    shell.environment["MY_LIBRARY_CONFIG"] = ""
    #expect(pageSize(shell.run("serve")) == 200)
  }

  @Test func onlyTheFlagsDependOnTheCommand() {
    var shell = Shell()
    shell.environment["MY_LIBRARY_GRPC_EVENT_LOOPS"] = "3"
    #expect(shell.run("stdio").configuration?.grpc.eventLoops == 3)
    #expect(shell.run("stdio", "--grpc-event-loops", "3").exit?.code == 64)
  }

  @Test func aBadVariableExitsWith78AndNamesItself() throws {
    var shell = Shell()
    shell.environment["MY_LIBRARY_LIMITS_PAGE_SIZE"] = "many"
    let exit = try #require(shell.run("serve").exit)
    #expect(exit.code == 78)
    #expect(exit.stream == .standardError)
    #expect(
      exit.text == """
        Error: The value 'many' is invalid for MY_LIBRARY_LIMITS_PAGE_SIZE: expected an integer from 1 to 10000.
          See 'my-library help configuration' for more information.

        """)
  }

  @Test func aBadOrMissingFileExitsWith78AndNamesItself() throws {
    var shell = Shell()
    let missing = try #require(shell.run("serve", "--config", "none.json").exit)
    #expect(missing.code == 78)
    #expect(missing.text.hasPrefix("Error: The configuration file 'none.json' cannot be read: no such file.\n"))
    shell.files["bad.json"] = #"{"grpc": {"lisen": ""}}"#
    let bad = try #require(shell.run("serve", "--config", "bad.json").exit)
    #expect(bad.code == 78)
    #expect(bad.text.contains("'grpc.lisen' in 'bad.json'. Did you mean 'grpc.listen'?"))
  }

  @Test func settingsThatDoNotGoTogetherAreRefusedByTheCommandTheyConcern() {
    let shell = Shell()
    let exit = shell.run("serve", "--grpc-max-message-bytes", "512KiB").exit
    #expect(exit?.code == 78)
    #expect(exit?.text.hasPrefix("Error: A book must fit into grpc.max-message-bytes.\n") == true)
    #expect(
      shell.run("serve", "--grpc-max-message-bytes", "512KiB", "--library-max-book-bytes", "1KiB").exit == nil)
    #expect(shell.run("stdio", "--stdio-max-line-bytes", "512KiB").exit?.code == 78)
    #expect(shell.run("stdio", "--stdio-max-line-bytes", "512KiB", "--connect", "a:1").exit == nil)
  }
}
