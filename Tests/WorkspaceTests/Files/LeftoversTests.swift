internal import Bytes
internal import Glibc
internal import Testing

@testable internal import Workspace

@Suite struct LeftoversTests {
  private static let name = ".rialto-tmp-3w5e11264sgsf1x2z7pjlu9e8q"
  private let files: TemporaryFolder
  /// Two hours after the files of the test were made.
  private let later = WorkspaceFolder.currentTime + .seconds(7200)

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: Resolution.available)
  func areRemovedFromTheWholeTree(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeDirectory("inside/sub/deeper")
    for path in ["inside/\(Self.name)", "inside/sub/deeper/\(Self.name)", "inside/sub/kept.txt"] {
      try files.makeFile(path, "half a fi")
    }
    let folder = try files.workspace(resolution)
    #expect(folder.removeLeftovers(now: later) == 2)
    #expect(try files.names("inside") == ["sub"])
    #expect(try files.names("inside/sub") == ["deeper", "kept.txt"])
    #expect(try files.names("inside/sub/deeper").isEmpty)
  }

  @Test func ofAWriteThatMayBeGoingOnStay() throws {
    try files.makeFile("inside/\(Self.name)")
    let folder = try files.workspace(.walk)
    #expect(folder.removeLeftovers() == 0)
    #expect(folder.removeLeftovers(now: WorkspaceFolder.currentTime + .seconds(3500)) == 0)
    #expect(folder.removeLeftovers(now: WorkspaceFolder.currentTime + .seconds(3700)) == 1)
  }

  @Test func haveANameThatAWriteMakes() throws {
    try files.makeFile("inside/a.txt")
    let folder = try files.workspace(.walk)
    let names = [
      ".rialto-tmp-", ".rialto-tmp-x", ".rialto-tmp-UPPER", ".rialto-tmp-a b",
      ".rialto-tmp-" + String(repeating: "x", count: 27), "rialto-tmp-abc", "x.rialto-tmp-abc",
    ]
    for name in names { try files.makeFile("inside/\(name)") }
    #expect(folder.removeLeftovers(now: later) == 0)
    #expect(try files.names("inside") == Set(names + ["a.txt"]))
    for _ in 0..<100 {
      let directory = try Descriptor(at: AT_FDCWD, "\(files.path)/inside", O_RDONLY | O_DIRECTORY)
      let replacement = try FileReplacement(in: directory, replacing: nil)
      let made = try #require(try files.names("inside").subtracting(names + ["a.txt"]).first)
      #expect(FileReplacement.makesName(made))
      _ = consume replacement
    }
  }

  @Test func areFilesAndNeitherLinksNorAnythingBehindLinks() throws {
    try files.makeDirectory("outside/folder")
    try files.makeFile("outside/folder/\(Self.name)")
    try files.makeLink("inside/\(Self.name)", to: "../outside/secret")
    try files.makeLink("inside/way-out", to: "../outside/folder")
    try files.makeDirectory("inside/sub")
    try files.makeDirectory("inside/sub/\(Self.name)")
    try files.makeFifo("inside/sub/\(Self.name)0")
    #expect(try files.workspace(.walk).removeLeftovers(now: later) == 0)
    #expect(try files.names("inside") == [Self.name, "way-out", "sub"])
    #expect(try files.names("inside/sub") == [Self.name, Self.name + "0"])
    #expect(try files.names("outside/folder") == [Self.name])
  }

  @Test func areLookedForOnlySoFar() throws {
    for number in 0..<20 { try files.makeFile("inside/.rialto-tmp-abc\(number)") }
    let folder = try files.workspace(.walk)
    #expect(folder.removeLeftovers(now: later, maximumScannedEntries: 5) == 5)
    #expect(folder.removeLeftovers(now: later) == 15)
  }
}
