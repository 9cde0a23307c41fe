internal import Testing

@testable internal import Workspace

@Suite struct WalkingTests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  /// In the order of a walk: `a` before `a.txt`, so all of the directory `a` comes before `a.txt`.
  private static let paths = [
    "a/1.txt", "a/b/2.txt", "a/b/3.txt", "a/c.txt", "a.txt", "b", "d/e/f/4.txt", "link", "z",
  ]

  private func makeTree() throws {
    for name in ["a", "a/b", "a/b/empty", "d", "d/e", "d/e/f"] { try files.makeDirectory("inside/\(name)") }
    for path in Self.paths where path != "link" { try files.makeFile("inside/\(path)", path) }
    try files.makeLink("inside/link", to: "d/e/f/4.txt")
    try files.makeLink("inside/a/loop", to: "..")
    try files.makeLink("inside/d/sideways", to: "../a")
    try files.makeLink("inside/escape", to: "../outside/secret")
    try files.makeLink("inside/dangling", to: "nowhere")
    try files.makeFifo("inside/d/fifo")
  }

  @Test(arguments: Resolution.available)
  func everyFileIsFoundOnceInOrder(_ resolution: Resolution) throws {
    try makeTree()
    let folder = try files.workspace(resolution)
    let page = try folder.walk(limit: 100)
    #expect(page.entries.map(\.path) == Self.paths)
    #expect(page.next == nil)
    #expect(page.entries.allSatisfy { $0.metadata.kind == .file })
    // A link shows the file it leads to.
    #expect(page.entries[7].metadata == page.entries[6].metadata)
  }

  @Test(arguments: Resolution.available)
  func pagesOfAnySizeTogetherAreTheWholeWalk(_ resolution: Resolution) throws {
    try makeTree()
    let folder = try files.workspace(resolution)
    for limit in 1...Self.paths.count {
      var found: [String] = []
      var after: String?
      repeat {
        let page = try folder.walk(after: after, limit: limit)
        #expect(page.entries.count == limit || page.next == nil)
        found += page.entries.map(\.path)
        after = page.next
      } while after != nil && found.count <= Self.paths.count
      #expect(found == Self.paths, "pages of \(limit)")
    }
  }

  @Test(arguments: Resolution.available)
  func aPositionNeedNotExistAnyMore(_ resolution: Resolution) throws {
    try makeTree()
    let folder = try files.workspace(resolution)
    func first(after position: String) throws -> String? {
      try folder.walk(after: position, limit: 1).entries.first?.path
    }
    #expect(try first(after: "a/b/2.tx") == "a/b/2.txt")
    #expect(try first(after: "a/b/2.txt/was/a/directory") == "a/b/3.txt")
    #expect(try first(after: "a") == "a/1.txt")
    #expect(try first(after: "a/b") == "a/b/2.txt")
    #expect(try first(after: "a/bb") == "a/c.txt")
    #expect(try first(after: "c/gone") == "d/e/f/4.txt")
    #expect(try first(after: "../../etc") == "a/1.txt")
    #expect(try first(after: "zz") == nil)
  }

  @Test(arguments: Resolution.available)
  func theWorkOfOneCallIsBounded(_ resolution: Resolution) throws {
    for index in 0..<20 {
      try files.makeDirectory("inside/d\(index)")
      for name in ["x", "y", "z"] { try files.makeFile("inside/d\(index)/\(name)") }
    }
    // The root's 20 entries, then three a directory: a call gets through three directories and no further.
    let folder = try files.workspace(resolution, maximumScannedEntries: 30)
    var found: [String] = []
    var after: String?
    repeat {
      let page = try folder.walk(after: after, limit: 100)
      #expect(page.entries.count <= 10)
      found += page.entries.map(\.path)
      after = page.next
    } while after != nil && found.count <= 60
    #expect(found.count == 60)
    #expect(Set(found).count == 60)

    #expect(refusal { try files.workspace(resolution, maximumScannedEntries: 19).walk(limit: 1) } == .tooManyEntries)
  }
}
