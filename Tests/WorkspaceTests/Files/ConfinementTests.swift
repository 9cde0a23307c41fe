internal import Bytes
internal import Glibc
internal import Testing

@testable internal import Workspace

/// Nothing outside the folder can be reached, by either way of resolving paths.
@Suite struct ConfinementTests {
  /// Of this test alone; kept by the suite's value, so it is there as long as the test runs.
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
  }

  @Test(arguments: Resolution.available, ["../outside/secret", "sub/../../outside/secret", "..", "sub/../.."])
  func dotsThatLeaveAreRefused(_ resolution: Resolution, _ path: String) throws {
    try files.makeDirectory("inside/sub")
    let folder = try files.workspace(resolution)
    #expect(refusal { try folder.read(path, maxBytes: 100) } == .outside)
    #expect(refusal { try folder.metadata(path) } == .outside)
    #expect(refusal { try folder.list(path, limit: 10) } == .outside)
  }

  @Test(arguments: Resolution.available)
  func dotsThatStayInsideWork(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeFile("inside/a.txt", "a")
    let folder = try files.workspace(resolution)
    for path in ["a.txt", "./a.txt", "sub/../a.txt", "sub/./.././a.txt", "sub/../sub/../a.txt"] {
      #expect(try folder.read(path, maxBytes: 100).string == "a", "\(path)")
    }
    #expect(try folder.metadata("sub/..").kind == .directory)
    #expect(try folder.metadata(".").kind == .directory)
    #expect(refusal { try folder.read("a.txt/../a.txt", maxBytes: 9) } == .notDirectory)
  }

  @Test(arguments: Resolution.available)
  func absolutePathsAreRefusedEvenToWhatIsInside(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "a")
    let folder = try files.workspace(resolution)
    for path in ["/etc/passwd", "//etc/passwd", "/", "\(files.path)/inside/a.txt"] {
      #expect(refusal { try folder.read(path, maxBytes: 100) } == .outside, "\(path)")
    }
  }

  @Test(arguments: Resolution.available)
  func linksThatLeaveAreRefusedByEveryOperation(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeLink("inside/absolute", to: "\(files.path)/outside/secret")
    try files.makeLink("inside/relative", to: "../outside/secret")
    try files.makeLink("inside/sub/deep", to: "../../outside/secret")
    try files.makeLink("inside/chain", to: "sub/deep")
    try files.makeLink("inside/door", to: "../outside")
    try files.makeLink("inside/new", to: "../outside/new")
    try files.makeLink("inside/zero", to: "/dev/zero")
    let folder = try files.workspace(resolution)
    let before = try files.names("outside")

    for path in ["absolute", "relative", "sub/deep", "chain", "door/secret", "zero"] {
      #expect(refusal { try folder.read(path, maxBytes: 100) } == .outside, "\(path)")
      #expect(refusal { try folder.metadata(path) } == .outside, "\(path)")
      let bytes = SharedBytes("x".utf8)
      #expect(refusal { try folder.write(path, bytes) } == .outside, "\(path)")
    }
    for path in ["new", "door/new"] {
      let bytes = SharedBytes("x".utf8)
      #expect(refusal { try folder.write(path, bytes) } == .outside, "\(path)")
      #expect(refusal { try folder.createDirectory("door/new") } == .outside)
    }
    #expect(refusal { try folder.list("door", limit: 10) } == .outside)
    #expect(refusal { try folder.deleteFile("door/secret") } == .outside)
    #expect(try files.names("outside") == before)
    #expect(try files.text("outside/secret") == TemporaryFolder.secret)
    #expect(try folder.walk(limit: 100).entries.isEmpty)
  }

  @Test(arguments: Resolution.available)
  func anAbsoluteLinkCountsAsLeavingEvenWhenItPointsInside(_ resolution: Resolution) throws {
    try files.makeFile("inside/a.txt", "a")
    try files.makeLink("inside/link", to: "\(files.path)/inside/a.txt")
    let folder = try files.workspace(resolution)
    #expect(refusal { try folder.read("link", maxBytes: 100) } == .outside)
  }

  @Test(arguments: Resolution.available)
  func linksThatStayInsideWork(_ resolution: Resolution) throws {
    try files.makeDirectory("inside/sub")
    try files.makeDirectory("inside/sub/deep")
    try files.makeFile("inside/a.txt", "a")
    try files.makeFile("inside/sub/b.txt", "b")
    try files.makeLink("inside/plain", to: "a.txt")
    try files.makeLink("inside/sub/up", to: "../a.txt")
    try files.makeLink("inside/sub/deep/around", to: "../../sub/./..//a.txt")
    try files.makeLink("inside/folder", to: "sub/")
    try files.makeLink("inside/chain", to: "folder/up")
    try files.makeLink("inside/bottom", to: "sub/deep")
    let folder = try files.workspace(resolution)
    for path in ["plain", "sub/up", "sub/deep/around", "folder/up", "chain", "folder/deep/around"] {
      #expect(try folder.read(path, maxBytes: 100).string == "a", "\(path)")
    }
    // Behind a link `..` is the parent of what the link leads to, not of the link.
    #expect(try folder.read("bottom/../b.txt", maxBytes: 100).string == "b")
    #expect(try folder.list("folder", limit: 10).entries.map(\.path) == ["b.txt", "deep", "up"])
  }

  @Test(arguments: Resolution.available)
  func loopsAndLongChainsOfLinksEnd(_ resolution: Resolution) throws {
    try files.makeLink("inside/self", to: "self")
    try files.makeLink("inside/ping", to: "pong")
    try files.makeLink("inside/pong", to: "ping")
    try files.makeFile("inside/link0", "end")
    for index in 1...41 { try files.makeLink("inside/link\(index)", to: "link\(index - 1)") }
    let folder = try files.workspace(resolution)
    #expect(try folder.read("link40", maxBytes: 100).string == "end")
    for path in ["self", "ping", "self/x", "link41"] {
      #expect(refusal { try folder.read(path, maxBytes: 9) } == .invalidPath, "\(path)")
    }
    for path in ["self", "ping"] {
      let bytes = SharedBytes("x".utf8)
      #expect(refusal { try folder.write(path, bytes) } == .invalidPath, "\(path)")
    }
  }

  @Test(arguments: Resolution.available)
  func pathsOfTheWrongFormAreRefused(_ resolution: Resolution) throws {
    let folder = try files.workspace(resolution)
    let longName = String(repeating: "n", count: 256)
    let deep = Array(repeating: "d", count: 257).joined(separator: "/")
    let long = Array(repeating: String(repeating: "n", count: 255), count: 17).joined(separator: "/")
    let tooLongInBytes = String(repeating: "ä", count: 128)
    let paths = [
      "", "a\0b", "\0", "a//b", "a.txt//", longName, "sub/\(longName)", deep, long, tooLongInBytes,
      ".rialto-tmp-1", "sub/.rialto-tmp-1/x",
    ]
    for path in paths {
      let bytes = SharedBytes("x".utf8)
      #expect(refusal { try folder.read(path, maxBytes: 9) } == .invalidPath, "\(path)")
      #expect(refusal { try folder.write(path, bytes) } == .invalidPath, "\(path)")
      #expect(refusal { try folder.metadata(path) } == .invalidPath, "\(path)")
      #expect(refusal { try folder.deleteFile(path) } == .invalidPath, "\(path)")
      #expect(refusal { try folder.createDirectory(path) } == .invalidPath, "\(path)")
      #expect(refusal { try folder.list(path, limit: 1) } == .invalidPath, "\(path)")
    }
    #expect(try files.names("inside").isEmpty)
  }

  @Test(arguments: Resolution.available)
  func theLongestPathsWork(_ resolution: Resolution) throws {
    let folder = try files.workspace(resolution)
    // 15 names of 255 bytes and one of 254, with 15 slashes: 4,094 bytes.
    let directories = Array(repeating: String(repeating: "n", count: 255), count: 15).joined(separator: "/")
    let path = directories + "/" + String(repeating: "f", count: 254)
    try folder.createDirectory(directories)
    try folder.write(path, SharedBytes("deep".utf8))
    #expect(try folder.read(path, maxBytes: 9).string == "deep")
    #expect(try folder.walk(limit: 9).entries.map(\.path) == [path])
    let deepest = Array(repeating: "d", count: 256).joined(separator: "/")
    try folder.createDirectory(deepest)
    #expect(try folder.metadata(deepest).kind == .directory)
  }

  @Test(arguments: Resolution.available)
  func specialFilesAreRefusedWithoutWaitingForThem(_ resolution: Resolution) throws {
    try files.makeFifo("inside/fifo")
    try files.makeLink("inside/link", to: "fifo")
    let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    try files.bind(server, to: "inside/socket")
    let folder = try files.workspace(resolution)
    for path in ["fifo", "link", "socket"] {
      let bytes = SharedBytes("x".utf8)
      #expect(refusal { try folder.read(path, maxBytes: 9) } == .notRegularFile, "\(path)")
      #expect(refusal { try folder.write(path, bytes) } == .notRegularFile, "\(path)")
      #expect(try folder.metadata(path).kind == .other)
    }
    #expect(refusal { try folder.deleteFile("fifo") } == .notRegularFile)
    #expect(try files.names("inside") == ["fifo", "link", "socket"])
    #expect(try folder.walk(limit: 10).entries.isEmpty)
  }

  @Test(arguments: Resolution.available)
  func theKernelsMagicLinksAreNotFollowed(_ resolution: Resolution) throws {
    let open = try Descriptor(at: AT_FDCWD, "\(files.path)/outside/secret", O_RDONLY)
    var configuration = WorkspaceFolder.Configuration.defaults
    configuration.strategy = resolution.strategy
    let folder = try WorkspaceFolder(path: "/proc/self", configuration: configuration)
    for path in ["fd/\(open.number)", "root/etc/passwd", "cwd/.", "exe", "task/../root/etc/passwd"] {
      let code = refusal { try folder.read(path, maxBytes: 1 << 20) }
      #expect(code == .outside || code == .invalidPath, "\(path)")
    }
  }

  @Test(arguments: Resolution.available)
  func messagesNeverTellWhereTheWorkspaceIs(_ resolution: Resolution) throws {
    try files.makeLink("inside/door", to: "\(files.path)/outside")
    try files.makeDirectory("inside/sub")
    let folder = try files.workspace(resolution)
    var messages: [String] = []
    func collect<Result>(_ body: () throws -> Result) {
      do {
        _ = try body()
        Issue.record("nothing was refused")
      } catch let error as WorkspaceError {
        messages.append(error.message)
      } catch {
        Issue.record("another kind of error: \(error)")
      }
    }
    collect { try folder.read("missing", maxBytes: 1) }
    collect { try folder.read("door/secret", maxBytes: 1) }
    collect { try folder.write("sub", SharedBytes()) }
    collect { try folder.write("none/x", SharedBytes()) }
    collect { try folder.write("door", SharedBytes()) }
    collect { try folder.deleteFile("sub") }
    collect { try folder.path(ofURI: "file:///etc/passwd") }
    collect { try WorkspaceFolder(path: "\(files.path)/missing") }
    #expect(messages.allSatisfy { !$0.contains(files.path) })
    #expect(messages.first == "'missing' does not exist")
  }

  @Test func aQuotedPathStaysShortAndOnOneLine() {
    #expect(WorkspaceError.quoted("a\nb\u{7F}") == "'a?b?'")
    #expect(WorkspaceError.quoted(String(repeating: "x", count: 5_000)).count < 210)
  }

  @Test(arguments: Resolution.available)
  func theFolderItselfMustBeADirectory(_ resolution: Resolution) throws {
    for name in ["missing", "outside/secret", "in\0side"] {
      #expect(refusal { try WorkspaceFolder(path: "\(files.path)/\(name)") } == .io)
    }
  }
}

extension TemporaryFolder {
  func bind(_ socket: Int32, to name: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let text = Array("\(path)/\(name)".utf8CString)
    withUnsafeMutableBytes(of: &address.sun_path) { target in
      text.withUnsafeBytes { target.copyMemory(from: $0) }
    }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try check(result)
  }
}
