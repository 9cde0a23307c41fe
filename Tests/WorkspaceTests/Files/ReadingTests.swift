internal import Bytes
internal import Glibc
internal import Testing

@testable internal import Workspace

@Suite struct ReadingTests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: Resolution.available)
  func aFileIsReadWhole(_ resolution: Resolution) throws {
    let long = String(repeating: "0123456789", count: 100_000)
    try files.makeFile("inside/empty")
    try files.makeFile("inside/long", long)
    try files.makeFile("inside/größe – 名前.txt", "ü")
    let folder = try files.workspace(resolution)
    #expect(try folder.read("empty", maxBytes: 0).isEmpty)
    #expect(try folder.read("long", maxBytes: 1_000_000).string == long)
    #expect(try folder.read("größe – 名前.txt", maxBytes: 2).string == "ü")
  }

  @Test(arguments: Resolution.available)
  func aFileOverTheLimitIsRefusedNamingBothSizes(_ resolution: Resolution) throws {
    try files.makeFile("inside/eleven", "hello world")
    let folder = try files.workspace(resolution)
    #expect(try folder.read("eleven", maxBytes: 11).count == 11)
    let error = #expect(throws: WorkspaceError.self) { try folder.read("eleven", maxBytes: 10) }
    #expect(error?.code == .tooLarge)
    #expect(error?.message == "'eleven' has 11 bytes; at most 10 are read")
  }

  @Test(arguments: Resolution.available)
  func aSizeThatIsNotTrueIsNotBelieved(_ resolution: Resolution) throws {
    // Files of the kernel say they are empty, and are not.
    var configuration = WorkspaceFolder.Configuration.defaults
    configuration.strategy = resolution.strategy
    let folder = try WorkspaceFolder(path: "/proc/self", configuration: configuration)
    #expect(try folder.metadata("status").sizeBytes == 0)
    #expect(try folder.read("status", maxBytes: 1 << 20).string?.contains("Pid:") == true)
    #expect(refusal { try folder.read("status", maxBytes: 100) } == .tooLarge)
  }

  @Test(arguments: Resolution.available)
  func theMetadataComesWithTheContents(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "hello")
    var times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 500_000_000)]
    try files.check(utimensat(AT_FDCWD, "\(files.path)/inside/a.txt", &times, 0))
    let folder = try files.workspace(resolution)
    let contents = try folder.contents(of: "a.txt", maxBytes: 100)
    #expect(contents.bytes.string == "hello")
    #expect(contents.metadata == FileMetadata(kind: .file, sizeBytes: 5, modified: .milliseconds(1_000_000_000_500)))
    #expect(try folder.metadata("a.txt") == contents.metadata)
  }

  @Test(arguments: Resolution.available)
  func whatIsNotAFileIsRefused(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeFile("inside/a.txt", "a")
    let folder = try files.workspace(resolution)
    #expect(refusal { try folder.read("missing", maxBytes: 9) } == .notFound)
    #expect(refusal { try folder.read("sub/missing/x", maxBytes: 9) } == .notFound)
    #expect(refusal { try folder.read("sub", maxBytes: 9) } == .isDirectory)
    #expect(refusal { try folder.read("sub/", maxBytes: 9) } == .isDirectory)
    #expect(refusal { try folder.read(".", maxBytes: 9) } == .isDirectory)
    #expect(refusal { try folder.read("a.txt/", maxBytes: 9) } == .notDirectory)
    #expect(refusal { try folder.read("a.txt/x", maxBytes: 9) } == .notDirectory)
    #expect(try folder.metadata("sub/").kind == .directory)
  }

  @Test(arguments: Resolution.available)
  func aFileThatMayNotBeReadIsRefused(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/locked")
    try files.makeFile("inside/locked/a.txt", "a")
    try files.makeFile("inside/private", "p", mode: 0)
    let folder = try files.workspace(resolution)
    try files.check(chmod("\(files.path)/inside/locked", 0))
    try asOrdinaryUser(of: files) { () throws in
      #expect(refusal { try folder.read("private", maxBytes: 9) } == .permissionDenied)
      #expect(refusal { try folder.read("locked/a.txt", maxBytes: 9) } == .permissionDenied)
      #expect(refusal { try folder.list("locked", limit: 9) } == .permissionDenied)
      #expect(try folder.walk(limit: 9).entries.map(\.path) == ["private"])
    }
    try files.check(chmod("\(files.path)/inside/locked", 0o755))
  }

  @Test(arguments: Resolution.available)
  func theFolderIsTheSameWhenItIsRenamed(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "a")
    let folder = try files.workspace(resolution)
    try files.rename("inside", to: "moved")
    try files.makeLink("inside", to: "outside")
    #expect(try folder.read("a.txt", maxBytes: 9).string == "a")
    #expect(refusal { try folder.read("secret", maxBytes: 9) } == .notFound)
  }
}

/// Runs `body` without root's right to ignore permissions. The file system's idea of who is asking belongs to a thread
/// on Linux, so other tests do not notice.
func asOrdinaryUser(of files: TemporaryFolder, _ body: () throws -> Void) throws {
  guard geteuid() == 0 else { return try body() }
  typealias SetUser = @convention(c) (uid_t) -> Int32
  let setUser = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: SetUser.self)
  try files.check(chmod(files.path, 0o755))
  _ = setUser(65_534)
  defer { _ = setUser(0) }
  try body()
}
