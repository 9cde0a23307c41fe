/// Why this room exists: tools and resources that work on files all need the same promise, that a peer naming a path
/// can reach what is inside one folder and nothing else. That promise is kept here, once.
/// This half of the room, `Files`, imports `Bytes` and the C library and knows nothing of MCP or gRPC.

internal import Glibc

/// One folder, opened once, and everything peers may do with the files in it.
///
/// Paths are relative to the folder, with `/` between names. `..` and symbolic links work as long as they stay inside;
/// a link with an absolute target counts as leaving even when it points back inside. Names beginning with
/// `.rialto-tmp-` are files being written (or left behind by a process that was killed while writing, which
/// `removeLeftovers` sees to): they are neither listed nor accepted.
///
/// All calls block on the disk, so keep them off threads that serve the network. They may run at the same time: every
/// call opens what it needs and shares nothing but the folder's descriptor. The folder stays the same one when it is
/// renamed, though URIs keep the place where it was opened.
package final class WorkspaceFolder: Sendable {
  package struct Configuration: Sendable {
    /// How many directory entries one `list` or `walk` may look at.
    package var maximumScannedEntries: Int
    var strategy: PathResolver.Strategy

    package static var defaults: Configuration {
      Configuration(maximumScannedEntries: 100_000, strategy: .automatic)
    }
  }

  let configuration: Configuration
  let resolver: PathResolver
  /// Where the folder was when it was opened, free of links; told to peers only inside URIs.
  let rootPath: [UInt8]

  /// Opens the folder at `path`, an absolute path or one relative to the process's own directory.
  package init(path: String, configuration: Configuration = .defaults) throws(WorkspaceError) {
    precondition(configuration.maximumScannedEntries > 0, "a listing must be allowed to look at something")
    self.configuration = configuration
    do throws(Errno) {
      guard !path.utf8.contains(0) else { throw Errno(EINVAL) }
      guard let real = realpath(path, nil) else { throw Errno.last }
      defer { free(real) }
      rootPath = Array(UnsafeRawBufferPointer(start: real, count: strlen(real)))
      let root = try Descriptor(at: AT_FDCWD, real, O_PATH | O_DIRECTORY | O_NOFOLLOW)
      resolver = try PathResolver(root: root, strategy: configuration.strategy)
    } catch {
      let message = "the workspace folder could not be opened: \(String(cString: strerror(error.code)))"
      throw WorkspaceError(.io, message, cause: error.code)
    }
  }

  /// What `path` leads to, through links that stay inside.
  package func metadata(_ path: String) throws(WorkspaceError) -> FileMetadata {
    let path = try RelativePath(path)
    let found = try open(path, O_PATH)
    return try wording(path) { () throws(Errno) in try found.status().metadata }
  }
}

extension WorkspaceFolder {
  /// Opens what a path leads to, through links that stay inside.
  func open(_ path: RelativePath, _ flags: Int32) throws(WorkspaceError) -> Descriptor {
    try wording(path) { () throws(Errno) in
      try resolver.open(path, path.mustBeDirectory ? flags | O_DIRECTORY : flags)
    }
  }

  /// Runs system calls and words their failure with the path as the peer wrote it.
  func wording<Result: ~Copyable>(
    _ path: RelativePath, _ calls: () throws(Errno) -> Result
  ) throws(WorkspaceError) -> Result {
    do {
      return try calls()
    } catch {
      throw WorkspaceError(error, path: path.named)
    }
  }
}
