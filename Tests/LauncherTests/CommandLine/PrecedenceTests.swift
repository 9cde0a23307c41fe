import Launcher
import Testing

@Suite struct PrecedenceTests {
  private func pageSize(_ shell: Shell, _ outcome: CommandOutcome<RialtoCommand>) -> Int? {
    shell.configuration(outcome)?.limits.pageSize
  }

  @Test func aFlagWinsOverTheEnvironmentTheFileAndTheDefault() {
    var shell = Shell()
    #expect(pageSize(shell, shell.run("serve")) == 200)
    shell.files["f.json"] = #"{"limits": {"page-size": 1}}"#
    #expect(pageSize(shell, shell.run("serve", "--config", "f.json")) == 1)
    shell.environment["RIALTO_LIMITS_PAGE_SIZE"] = "2"
    #expect(pageSize(shell, shell.run("serve", "--config=f.json")) == 2)
    #expect(pageSize(shell, shell.run("serve", "--config", "f.json", "--limits-page-size", "3")) == 3)
  }

  @Test func theFileIsNamedByAFlagOrElseByAVariable() {
    var shell = Shell()
    shell.files = ["a.json": #"{"limits": {"page-size": 1}}"#, "b.json": #"{"limits": {"page-size": 2}}"#]
    shell.environment["RIALTO_CONFIG"] = "a.json"
    #expect(pageSize(shell, shell.run("serve")) == 1)
    #expect(pageSize(shell, shell.run("serve", "--config", "b.json")) == 2)
    shell.environment["RIALTO_CONFIG"] = ""
    #expect(pageSize(shell, shell.run("serve")) == 200)
  }

  @Test func onlyTheFlagsDependOnTheCommand() {
    var shell = Shell()
    shell.environment["RIALTO_GRPC_EVENT_LOOPS"] = "3"
    #expect(shell.configuration(shell.run("stdio"))?.grpc.eventLoops == 3)
    #expect(shell.run("stdio", "--grpc-event-loops", "3").exit?.code == 64)
  }

  @Test func aBadVariableExitsWith78AndNamesItself() throws {
    var shell = Shell()
    shell.environment["RIALTO_LIMITS_PAGE_SIZE"] = "many"
    let exit = try #require(shell.run("serve").exit)
    #expect(exit.code == 78)
    #expect(exit.stream == .standardError)
    #expect(
      exit.text == """
        Error: The value 'many' is invalid for RIALTO_LIMITS_PAGE_SIZE: expected an integer from 1 to 10000.
          See 'rialto help configuration' for more information.

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
    let exit = shell.run("serve", "--grpc-max-message-bytes", "1MiB").exit
    #expect(exit?.code == 78)
    #expect(exit?.text.contains("workspace.max-file-bytes") == true)
    #expect(
      shell.run("serve", "--grpc-max-message-bytes", "1MiB", "--workspace-max-file-bytes", "256KiB").exit == nil)
    #expect(shell.run("stdio", "--stdio-max-line-bytes", "1MiB").exit?.code == 78)
    #expect(shell.run("stdio", "--stdio-max-line-bytes", "1MiB", "--connect", "a:1").exit == nil)
  }
}
