internal import Glibc
internal import Testing

@testable internal import Workspace

/// A directory of one test, removed with it. The workspace is its `inside`; `outside/secret` is what no peer may reach.
final class TemporaryFolder: Sendable {
  static let secret = "the outside"

  /// Where everything is, with no link on the way.
  let path: String

  init() throws {
    var template = Array("/tmp/rialto-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, let real = realpath(template, nil) else { throw Errno.last }
    path = String(cString: real)
    free(real)
    try makeDirectory("outside")
    try makeDirectory("inside")
    try makeFile("outside/secret", Self.secret)
  }

  deinit {
    Self.remove(path)
  }

  func workspace(_ resolution: Resolution, maximumScannedEntries: Int = 100_000) throws -> WorkspaceFolder {
    var configuration = WorkspaceFolder.Configuration.defaults
    configuration.maximumScannedEntries = maximumScannedEntries
    configuration.strategy = resolution.strategy
    return try WorkspaceFolder(path: "\(path)/inside", configuration: configuration)
  }

  // These make things directly, not through the code under test. Paths are relative to the temporary directory.

  func makeDirectory(_ name: String) throws {
    try check(mkdir("\(path)/\(name)", 0o755))
  }

  func makeFile(_ name: String, _ text: String = "", mode: mode_t = 0o644) throws {
    let file = try Descriptor(at: AT_FDCWD, "\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    try Array(text.utf8).withUnsafeBytes { try file.write($0) }
  }

  func makeLink(_ name: String, to target: String) throws {
    try check(symlink(target, "\(path)/\(name)"))
  }

  func makeHardLink(_ name: String, to file: String) throws {
    try check(link("\(path)/\(file)", "\(path)/\(name)"))
  }

  func makeFifo(_ name: String) throws {
    try check(mkfifo("\(path)/\(name)", 0o644))
  }

  func rename(_ old: String, to new: String) throws {
    try check(Glibc.rename("\(path)/\(old)", "\(path)/\(new)"))
  }

  func text(_ name: String) throws -> String {
    let file = try Descriptor(at: AT_FDCWD, "\(path)/\(name)", O_RDONLY)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  func status(_ name: String) throws -> FileStatus {
    var found = stat()
    try check(lstat("\(path)/\(name)", &found))
    return FileStatus(found)
  }

  /// All names of a directory, hidden ones included, without order.
  func names(_ name: String) throws -> Set<String> {
    Set(try Self.entries("\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) })
  }

  func check(_ result: Int32) throws {
    guard result == 0 else { throw Errno.last }
  }

  private static func entries(_ path: String) throws -> [[UInt8]] {
    let directory = try Descriptor(at: AT_FDCWD, path, O_RDONLY | O_DIRECTORY)
    let stream = try DirectoryStream(directory)
    var names: [[UInt8]] = []
    while let (name, _) = try stream.next() { names.append(Array(name)) }
    return names
  }

  private static func remove(_ path: String) {
    do {
      let directory = try Descriptor(at: AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      try remove(contentsOf: directory)
      guard rmdir(path) == 0 else { throw Errno.last }
    } catch {
      Issue.record("could not remove the temporary directory: \(error)")
    }
  }

  /// By names as bytes: tests make names that are not text, and paths longer than the kernel takes at once.
  private static func remove(contentsOf directory: borrowing Descriptor) throws {
    let stream = try DirectoryStream(directory)
    var names: [([CChar], FileMetadata.Kind)] = []
    while let (name, kind) = try stream.next() {
      names.append((name.map { CChar(bitPattern: $0) } + [0], kind))
    }
    for (name, kind) in names {
      if kind == .directory {
        try remove(contentsOf: Descriptor(at: directory.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
      }
      guard unlinkat(directory.number, name, kind == .directory ? AT_REMOVEDIR : 0) == 0 else { throw Errno.last }
    }
  }
}

/// The two ways of resolving paths, which must not differ in anything a peer can see.
enum Resolution: CaseIterable, Sendable {
  case kernel
  case walk

  var strategy: PathResolver.Strategy {
    switch self {
    case .kernel: .kernel
    case .walk: .walk
    }
  }

  /// Both, except on a kernel or under a filter without `openat2`.
  static let available: [Resolution] = {
    do {
      let root = try Descriptor(at: AT_FDCWD, "/", O_PATH | O_DIRECTORY)
      _ = try KernelResolution(root: root.number)
      return allCases
    } catch {
      return [.walk]
    }
  }()
}

/// The code of the error that `body` throws, nil if it throws none.
func refusal<Result>(_ body: () throws -> Result) -> WorkspaceError.Code? {
  do {
    _ = try body()
    return nil
  } catch let error as WorkspaceError {
    return error.code
  } catch {
    Issue.record("another kind of error: \(error)")
    return nil
  }
}
