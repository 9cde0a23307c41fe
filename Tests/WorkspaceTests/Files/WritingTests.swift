internal import Bytes
internal import Glibc
internal import Testing

@testable internal import Workspace

@Suite struct WritingTests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder
  private let hello = SharedBytes("hello".utf8)

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: Resolution.available)
  func aNewFileIsCreatedAsTheProcessCreatesFiles(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeFile("outside/reference", mode: 0o666)
    let folder = try files.workspace(resolution)
    try folder.write("sub/ä.txt", hello)
    try folder.write("empty", SharedBytes())
    #expect(try files.text("inside/sub/ä.txt") == "hello")
    #expect(try files.text("inside/empty") == "")
    #expect(try files.status("inside/sub/ä.txt").permissions == files.status("outside/reference").permissions)
    #expect(try files.names("inside") == ["sub", "empty"])
    #expect(try files.names("inside/sub") == ["ä.txt"])
  }

  @Test(arguments: Resolution.available)
  func aReplacedFileKeepsItsModeAndOwner(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "a much longer text than the new one")
    let path = "\(files.path)/inside/a.txt"
    // Only root may give files away.
    let isRoot = geteuid() == 0
    if isRoot { try files.check(chown(path, 4_321, 8_765)) }
    try files.check(chmod(path, 0o640))
    let folder = try files.workspace(resolution)
    try folder.write("a.txt", hello)
    let status = try files.status("inside/a.txt")
    #expect(try files.text("inside/a.txt") == "hello")
    #expect(status.permissions == 0o640)
    #expect(status.user == (isRoot ? 4_321 : geteuid()))
    #expect(!isRoot || status.group == 8_765)
  }

  @Test(arguments: Resolution.available)
  func throughALinkTheTargetIsReplacedAndTheLinkKept(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeFile("inside/a.txt", "old")
    try files.makeLink("inside/sub/up", to: "../a.txt")
    try files.makeLink("inside/chain", to: "sub/up")
    try files.makeLink("inside/dangling", to: "sub/new.txt")
    try files.makeLink("inside/nowhere", to: "none/new.txt")
    let folder = try files.workspace(resolution)
    try folder.write("chain", hello)
    try folder.write("dangling", hello)
    #expect(try files.text("inside/a.txt") == "hello")
    #expect(try files.text("inside/sub/new.txt") == "hello")
    for link in ["chain", "sub/up", "dangling"] { #expect(try files.status("inside/\(link)").kind == .symlink) }
    #expect(refusal { try folder.write("nowhere", hello) } == .notFound)
  }

  @Test(arguments: Resolution.available)
  func whatCannotBeAFileIsRefused(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeFile("inside/a.txt", "a")
    try files.makeLink("inside/folder", to: "sub")
    try files.makeLink("inside/slash", to: "new/")
    let folder = try files.workspace(resolution)
    for path in ["sub", "sub/", "new/", ".", "sub/.", "sub/..", "folder", "slash"] {
      #expect(refusal { try folder.write(path, hello) } == .isDirectory, "\(path)")
    }
    #expect(refusal { try folder.write("a.txt/x", hello) } == .notDirectory)
    let error = #expect(throws: WorkspaceError.self) { try folder.write("none/a.txt", hello) }
    #expect(error?.code == .notFound)
    #expect(error?.message == "the folder that should hold 'none/a.txt' does not exist")
    #expect(try files.names("inside") == ["sub", "a.txt", "folder", "slash"])
    #expect(try files.names("inside/sub").isEmpty)
  }

  @Test(arguments: Resolution.available)
  func aReadOnlyFileIsLeftAsItIs(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "old", mode: 0o444)
    try files.check(chmod("\(files.path)/inside", 0o777))
    let folder = try files.workspace(resolution)
    try asOrdinaryUser(of: files) { () throws in
      #expect(refusal { try folder.write("a.txt", hello) } == .permissionDenied)
      #expect(try files.text("inside/a.txt") == "old")
    }
  }

  @Test(arguments: Resolution.available)
  func aLinkWhoseTargetIsNotTextCannotBeWrittenThrough(_ resolution: Resolution) throws {
    let target: [CChar] = [CChar(bitPattern: 0xFF), 0]
    try files.check(symlink(target, "\(files.path)/inside/link"))
    let folder = try files.workspace(resolution)
    #expect(refusal { try folder.write("link", hello) } == .io)
    #expect(try files.names("inside") == ["link"])
  }

  @Test(arguments: Resolution.available)
  func whatAKilledProcessLeftBehindIsHidden(_ resolution: Resolution) throws {
    try files.makeFile("inside/.rialto-tmp-123abc", "half a fi")
    try files.makeFile("inside/.rialto", "not hidden")
    let folder = try files.workspace(resolution)
    #expect(try folder.list(".", limit: 9).entries.map(\.path) == [".rialto"])
    #expect(try folder.walk(limit: 9).entries.map(\.path) == [".rialto"])
    #expect(refusal { try folder.read(".rialto-tmp-123abc", maxBytes: 99) } == .invalidPath)
    #expect(refusal { try folder.deleteFile(".rialto-tmp-123abc") } == .invalidPath)
  }

  @Test(arguments: Resolution.available)
  func aDeletedFileIsGoneAndALinkIsDeletedItself(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "a")
    try files.makeFile("inside/b.txt", "b")
    try files.makeDirectory("inside/sub")
    try files.makeLink("inside/link", to: "b.txt")
    try files.makeLink("inside/folder", to: "sub")
    try files.makeLink("inside/escape", to: "../outside/secret")
    let folder = try files.workspace(resolution)
    for path in ["a.txt", "link", "folder", "escape"] { try folder.deleteFile(path) }
    #expect(try files.names("inside") == ["b.txt", "sub"])
    #expect(try files.names("outside") == ["secret"])
    #expect(refusal { try folder.deleteFile("a.txt") } == .notFound)
    #expect(refusal { try folder.deleteFile("sub") } == .isDirectory)
    #expect(refusal { try folder.deleteFile("sub/") } == .isDirectory)
    #expect(refusal { try folder.deleteFile(".") } == .isDirectory)
  }

  @Test(arguments: Resolution.available)
  func missingDirectoriesAreMadeAndPresentOnesAreFine(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeFile("inside/a.txt", "a")
    try files.makeLink("inside/folder", to: "sub")
    try files.makeLink("inside/nowhere", to: "none")
    let folder = try files.workspace(resolution)
    for path in [".", "sub", "one", "sub/two/three/", "folder/four", "five/../six"] {
      try folder.createDirectory(path)
      #expect(try folder.metadata(path).kind == .directory, "\(path)")
    }
    #expect(try files.names("inside/sub") == ["two", "four"])
    #expect(try files.names("inside") == ["sub", "a.txt", "folder", "nowhere", "one", "five", "six"])
    #expect(refusal { try folder.createDirectory("a.txt") } == .notDirectory)
    #expect(refusal { try folder.createDirectory("a.txt/x") } == .notDirectory)
    #expect(refusal { try folder.createDirectory("nowhere") } == .notFound)
    #expect(refusal { try folder.createDirectory("../other") } == .outside)
  }
}

/// A limit of the whole process stands in for a full disk, so this is one test for both ways and not two at a time.
@Suite(.serialized) struct FailedWritingTests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: Resolution.available)
  func aWriteThatFailsHalfWayLeavesTheOldFileWholeAndNothingElse(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "old")
    let folder = try files.workspace(resolution)
    // Large enough not to disturb other tests; past it a write comes up short, then fails.
    let limitBytes = 48 << 20
    let bytes = SharedBytes(count: limitBytes + 1) { $0.initializeMemory(as: UInt8.self, repeating: 0) }
    var before = rlimit()
    try files.check(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before))
    // Without this the signal that announces the limit would end the process.
    signal(SIGXFSZ, SIG_IGN)
    var low = rlimit(rlim_cur: rlim_t(limitBytes), rlim_max: before.rlim_max)
    try files.check(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &low))
    let code = refusal { try folder.write("a.txt", bytes) }
    try files.check(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before))
    #expect(code == .tooLarge)
    #expect(try files.text("inside/a.txt") == "old")
    #expect(try files.names("inside") == ["a.txt"])
  }

  @Test func aFileThatNeverTakesItsPlaceIsRemovedAgain() throws {
    try files.makeDirectory("inside/taken")
    let directory = try Descriptor(at: AT_FDCWD, "\(files.path)/inside", O_RDONLY | O_DIRECTORY)
    do {
      var replacement = try FileReplacement(in: directory, replacing: nil)
      #expect(try files.names("inside").count == 2)
      #expect(throws: Errno(EISDIR)) {
        try Array("new".utf8).withUnsafeBytes { try replacement.put($0, inPlaceOf: "taken") }
      }
    }
    #expect(try files.names("inside") == ["taken"])
  }

  @Test func aFullDiskHasACodeOfItsOwn() {
    #expect(WorkspaceError(Errno(ENOSPC), path: "a").code == .noSpace)
    #expect(WorkspaceError(Errno(EDQUOT), path: "a").code == .noSpace)
    #expect(WorkspaceError(Errno(ENOSPC), path: "a").cause == ENOSPC)
    #expect(WorkspaceError(Errno(ENOTEMPTY), path: "a").code == .notEmpty)
    #expect(WorkspaceError(Errno(EEXIST), path: "a").code == .alreadyExists)
    #expect(WorkspaceError(Errno(EROFS), path: "a").code == .permissionDenied)
    #expect(WorkspaceError(Errno(EIO), path: "a").code == .io)
  }
}
