internal import Bytes
internal import Glibc
internal import Testing

@testable internal import Workspace

/// Somebody changes the tree while it is used; what is outside stays out of reach at every moment.
@Suite struct RaceTests {
  private static let rounds = 5_000

  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  /// Looks again and again. On a busy machine the rival may have the inside away for long: it has to be there once, at
  /// least.
  private static func look(_ seen: inout Set<String>, _ once: (inout Set<String>) -> Void) {
    var round = 0
    while round < rounds || (!seen.contains("the inside") && round < rounds * 100) {
      round += 1
      once(&seen)
    }
  }

  @Test(arguments: Resolution.available)
  func aDirectoryThatTurnsIntoALinkToOutsideNeverLeadsThere(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/door")
    try files.makeFile("inside/door/secret", "the inside")
    try files.makeLink("inside/link", to: "../outside")
    let folder = try files.workspace(resolution)
    var seen: Set<String> = []
    try Rival.race { [files] _ in
      try files.swap("inside/door", "inside/spare", "inside/link")
    } against: {
      Self.look(&seen) { seen in
        seen.insert(outcome(of: "door/secret", in: folder))
        // Where `..` is involved the kernel may have to look twice.
        seen.insert(outcome(of: "door/../door/secret", in: folder))
      }
    }
    #expect(seen.isSubset(of: ["the inside", "outside", "notFound"]), "\(seen)")
    #expect(seen.contains("the inside"))
  }

  @Test(arguments: Resolution.available)
  func aFileThatTurnsIntoALinkToOutsideIsNeverReadThere(_ resolution: Resolution) throws {
    try files.makeFile("inside/file", "the inside")
    try files.makeLink("inside/link", to: "../outside/secret")
    let folder = try files.workspace(resolution)
    var seen: Set<String> = []
    try Rival.race { [files] _ in
      try files.swap("inside/file", "inside/spare", "inside/link")
    } against: {
      Self.look(&seen) { $0.insert(outcome(of: "file", in: folder)) }
    }
    #expect(seen.isSubset(of: ["the inside", "outside", "notFound"]), "\(seen)")
    #expect(seen.contains("the inside"))
  }

  @Test(arguments: Resolution.available)
  func aDirectoryMovedOutsideDoesNotOpenItsNewNeighbours(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/a")
    try files.makeDirectory("inside/a/b")
    try files.makeFile("inside/a/secret", "the inside")
    let folder = try files.workspace(resolution)
    var seen: Set<String> = []
    try Rival.race { [files] _ in
      try files.rename("inside/a/b", to: "outside/b")
      try files.rename("outside/b", to: "inside/a/b")
    } against: {
      // From `outside/b`, one step up is all it would take.
      Self.look(&seen) { $0.insert(outcome(of: "a/b/../secret", in: folder)) }
    }
    #expect(seen.isSubset(of: ["the inside", "outside", "notFound"]), "\(seen)")
    #expect(seen.contains("the inside"))
  }

  @Test(arguments: Resolution.available)
  func nothingIsWrittenOrDeletedOutside(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/door")
    try files.makeLink("inside/link", to: "../outside")
    let folder = try files.workspace(resolution)
    let bytes = SharedBytes("x".utf8)
    var written = 0
    try Rival.race { [files] _ in
      try files.swap("inside/door", "inside/spare", "inside/link")
    } against: {
      var round = 0
      while round < Self.rounds / 10 || (written == 0 && round < Self.rounds * 100) {
        round += 1
        // Refused whenever the door is not where it should be; what counts is where the others go.
        if refusal({ try folder.write("door/secret", bytes) }) == nil { written += 1 }
        _ = refusal { try folder.deleteFile("door/secret") }
      }
    }
    #expect(try files.names("outside") == ["secret"])
    #expect(try files.text("outside/secret") == TemporaryFolder.secret)
    #expect(written > 0)
  }

  @Test(arguments: Resolution.available)
  func twoWritersNeverMixAndReadersSeeOneOfThem(_ resolution: Resolution) throws {
    let folder = try files.workspace(resolution)
    let count = 50_000
    let contents = "ab".utf8.map { SharedBytes(repeatElement($0, count: count)) }
    try folder.write("shared", contents[0])
    var others: [SharedBytes] = []
    try Rival.race { _ in
      try folder.write("shared", contents[0])
    } against: {
      try Rival.race { _ in
        try folder.write("shared", contents[1])
      } against: {
        for _ in 0..<Self.rounds / 25 {
          let bytes = try folder.read("shared", maxBytes: count)
          if !contents.contains(bytes) { others.append(bytes) }
        }
      }
    }
    #expect(others.isEmpty)
    #expect(try files.names("inside") == ["shared"])
  }

  @Test(arguments: Resolution.available)
  func aFileThatGrowsWhileItIsReadStaysWithinTheLimit(_ resolution: Resolution) throws {
    try files.makeFile("inside/log")
    let folder = try files.workspace(resolution)
    let path = "\(files.path)/inside/log"
    var seen: Set<String> = []
    try Rival.race { turn in
      let log = try Descriptor(at: AT_FDCWD, path, O_WRONLY | (turn.isMultiple(of: 1_000) ? O_TRUNC : O_APPEND))
      try Array("0123456789".utf8).withUnsafeBytes { try log.write($0) }
    } against: {
      for _ in 0..<Self.rounds {
        let code = refusal {
          if try folder.read("log", maxBytes: 4_000).count > 4_000 { seen.insert("more than was asked for") }
        }
        if let code { seen.insert(code.rawValue) }
      }
    }
    #expect(seen.isSubset(of: ["tooLarge"]), "\(seen)")
  }

  /// The contents of the file, or the code of the refusal.
  private func outcome(of path: String, in folder: WorkspaceFolder) -> String {
    do {
      return try folder.read(path, maxBytes: 100).string ?? "not text"
    } catch {
      return error.code.rawValue
    }
  }
}

extension TemporaryFolder {
  /// Puts `link` in the place of `name`, and everything back again.
  fileprivate func swap(_ name: String, _ spare: String, _ link: String) throws {
    try rename(name, to: spare)
    try rename(link, to: name)
    try rename(name, to: link)
    try rename(spare, to: name)
  }
}
