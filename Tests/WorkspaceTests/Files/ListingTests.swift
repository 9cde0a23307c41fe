internal import Glibc
internal import Testing

@testable internal import Workspace

@Suite struct ListingTests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: Resolution.available)
  func entriesComeInTheOrderOfTheirBytesWithTheirKinds(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/b")
    try files.makeFile("inside/a.txt", "hello")
    try files.makeFile("inside/Z")
    try files.makeFile("inside/.hidden")
    try files.makeFile("inside/e\u{301}")
    try files.makeFile("inside/\u{E9}")
    try files.makeFifo("inside/fifo")
    try files.makeLink("inside/link", to: "../outside/secret")
    let folder = try files.workspace(resolution)
    let page = try folder.list(".", limit: 100)
    // Two spellings of é are two files here, as they are on the disk.
    let names = [".hidden", "Z", "a.txt", "b", "e\u{301}", "fifo", "link", "\u{E9}"]
    #expect(page.entries.map { Array($0.path.utf8) } == names.map { Array($0.utf8) })
    #expect(page.entries.map(\.metadata.kind) == [.file, .file, .file, .directory, .file, .other, .symlink, .file])
    #expect(page.entries[2].metadata.sizeBytes == 5)
    #expect(page.next == nil)
  }

  @Test(arguments: Resolution.available)
  func pagesTogetherAreTheWholeListing(_ resolution: Resolution) throws {
    let names = (0..<10_000).map { "file \($0)" }
    // One file under many names: much cheaper than as many files.
    for name in names { try files.makeHardLink("inside/\(name)", to: "outside/secret") }
    let folder = try files.workspace(resolution)
    let whole = try folder.list(".", limit: 20_000)
    #expect(whole.entries.map(\.path) == names.sorted())
    #expect(whole.next == nil)

    var paged: [WorkspaceEntry] = []
    var pages = 0
    var after: String?
    repeat {
      let page = try folder.list(".", after: after, limit: 3_000)
      #expect(page.entries.count == 3_000 || page.next == nil)
      paged += page.entries
      pages += 1
      after = page.next
    } while after != nil && pages < 10
    #expect(pages == 4)
    #expect(paged == whole.entries)
  }

  @Test(arguments: Resolution.available)
  func aPageThatEndsWithTheListingSaysSo(_ resolution: Resolution) throws {
    for name in ["a", "b", "c"] { try files.makeFile("inside/\(name)") }
    let folder = try files.workspace(resolution)
    #expect(try folder.list(".", limit: 3).next == nil)
    #expect(try folder.list(".", limit: 2).next == "b")
    #expect(try folder.list(".", after: "b", limit: 2).entries.map(\.path) == ["c"])
    #expect(try folder.list(".", after: "c", limit: 2).entries.isEmpty)
    // A position need not exist: the entry may have been deleted between two pages.
    #expect(try folder.list(".", after: "aa", limit: 1).entries.map(\.path) == ["b"])
    #expect(try folder.list(".", after: "", limit: 1).entries.map(\.path) == ["a"])
    #expect(try folder.list(".", after: "../\0", limit: 1).entries.map(\.path) == ["a"])
  }

  @Test(arguments: Resolution.available)
  func namesThatAreNotTextAreSkipped(_ resolution: Resolution) throws {
    let directory = try Descriptor(at: AT_FDCWD, "\(files.path)/inside", O_RDONLY | O_DIRECTORY)
    let name: [CChar] = [0x61, CChar(bitPattern: 0xFF), 0]
    _ = try Descriptor(at: directory.number, name, O_WRONLY | O_CREAT, mode: 0o644)
    try files.makeFile("inside/a")
    try files.makeFile("inside/b")
    let folder = try files.workspace(resolution)
    #expect(try folder.list(".", limit: 9).entries.map(\.path) == ["a", "b"])
    #expect(try folder.walk(limit: 9).entries.map(\.path) == ["a", "b"])
    #expect(try folder.list(".", limit: 1).next == "a")
    #expect(try folder.list(".", after: "a", limit: 1).entries.map(\.path) == ["b"])
  }

  @Test(arguments: Resolution.available)
  func moreEntriesThanAllowedAreRefused(_ resolution: Resolution) throws {
    for index in 0..<11 { try files.makeFile("inside/\(index)") }
    let tight = try files.workspace(resolution, maximumScannedEntries: 10)
    let enough = try files.workspace(resolution, maximumScannedEntries: 11)
    #expect(refusal { try tight.list(".", limit: 1) } == .tooManyEntries)
    #expect(try enough.list(".", limit: 20).entries.count == 11)
  }

  @Test(arguments: Resolution.available)
  func onlyDirectoriesAreListed(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt")
    try files.makeDirectory("inside/sub")
    let folder = try files.workspace(resolution)
    #expect(refusal { try folder.list("a.txt", limit: 9) } == .notDirectory)
    #expect(refusal { try folder.list("missing", limit: 9) } == .notFound)
    #expect(try folder.list("sub/", limit: 9).entries.isEmpty)
  }
}
