internal import Bytes
internal import Launcher
internal import Testing

@testable internal import RialtoCommand

@Suite struct RialtoSettingsTests {
  private struct NoFiles: Error {}

  private func run(_ arguments: String...) -> CommandOutcome<ServerAction<RialtoSettings>> {
    RialtoMain.program.commandLine.parse(arguments, environment: [:]) { _ in throw NoFiles() }
  }

  private func exit(_ outcome: CommandOutcome<ServerAction<RialtoSettings>>) -> CommandExit? {
    if case .exit(let exit) = outcome { exit } else { nil }
  }

  @Test func theWorkspaceIsSetByFlags() {
    guard
      case .run(.serve(_, let settings)) = run(
        "serve", "--workspace", "/srv", "--workspace-max-file-bytes=2KiB", "--workspace-max-directory-entries", "7",
        "--diagnostics")
    else {
      Issue.record("it serves")
      return
    }
    #expect(settings.directory == "/srv" && settings.maxFileBytes == 2048 && settings.maxDirectoryEntries == 7)
    #expect(settings.diagnostics)
  }

  @Test func defaultsAreWithinTheirOwnBounds() throws {
    var settings = RialtoSettings()
    for key in RialtoSettings.keys {
      let value = try #require(key.value(in: settings))
      try key.apply(value, from: key.name, to: &settings)
      #expect(key.value(in: settings) == value)
    }
  }

  @Test func aFileThatDoesNotFitIntoAMessageIsAConflict() throws {
    var settings = RialtoSettings()
    let limit = MessageLimit(bytes: 4 << 20, setting: "some.limit")
    try settings.check(against: limit)
    settings.maxFileBytes = 3 << 20
    let error = #expect(throws: ConfigurationError.self) { try settings.check(against: limit) }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains("workspace.max-file-bytes") == true)
    #expect(error?.message.contains("some.limit at 4194304") == true)
    #expect(error?.message.contains("at most 1566720 bytes") == true)
  }

  @Test func theFileMustFitTheCarrierInUse() {
    #expect(exit(run("serve", "--grpc-max-message-bytes", "1MiB"))?.code == 78)
    #expect(exit(run("serve", "--grpc-max-message-bytes", "1MiB", "--workspace-max-file-bytes", "256KiB")) == nil)
    #expect(exit(run("stdio", "--stdio-max-line-bytes", "1MiB"))?.code == 78)
    #expect(exit(run("stdio", "--stdio-max-line-bytes", "1MiB", "--connect", "a:1")) == nil)
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    var settings = RialtoSettings()
    settings.directory = "/no/such/folder"
    let error = #expect(throws: (any Error).self) { try settings.server(version: "1") }
    #expect(error.map { "\($0)" }?.hasPrefix("cannot serve /no/such/folder: ") == true)
  }
}
