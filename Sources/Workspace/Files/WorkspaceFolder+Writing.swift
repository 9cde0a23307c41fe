package import Bytes
internal import Glibc

extension WorkspaceFolder {
  /// Creates a file with these contents or replaces the contents of one, all or nothing: other readers and writers, a
  /// crash included, see the old file whole or the new one whole.
  ///
  /// The directory must exist. A replaced file keeps its owner (where this process may give it) and its mode, but not
  /// its hard links. Through a symbolic link that stays inside, the link's target is replaced and the link kept.
  /// Directories, special files and files that are not writable are refused. When this returns the data is on the
  /// disk; when it throws nothing has changed, unless the message says otherwise.
  package func write(_ path: String, _ bytes: SharedBytes) throws(WorkspaceError) {
    let path = try RelativePath(path)
    guard !path.mustBeDirectory else { throw WorkspaceError(Errno(EISDIR), path: path.named) }
    let place = try locate(path, followingLinks: true)
    let (name, old) = (place.name, place.status)
    try wording(path) { () throws(Errno) in
      switch old?.kind {
      case nil, .file: break
      case .directory: throw Errno(EISDIR)
      case .symlink, .other: throw Errno(ENXIO)
      }
      // Replacing needs only the directory's permission, but a file made read-only was meant to stay as it is.
      if old != nil { try place.directory.checkWritable(name) }
    }

    let directory = place.directory
    try wording(path) { () throws(Errno) in
      var replacement = try FileReplacement(in: directory, replacing: old)
      try bytes.withUnsafeBytes { (bytes) throws(Errno) in try replacement.put(bytes, inPlaceOf: name) }
    }
    do {
      try directory.sync()
    } catch let error where error.code == EINVAL {
      // Some file systems keep directories without being asked and say so in this way.
    } catch {
      let quoted = WorkspaceError.quoted(path.named)
      throw WorkspaceError(.io, "\(quoted) was written but may be lost in a power failure", cause: error.code)
    }
  }

  /// Makes a directory and those above it that are missing; one that exists already is fine.
  ///
  /// A failure half-way leaves the directories made so far.
  package func createDirectory(_ path: String) throws(WorkspaceError) {
    let path = try RelativePath(path)
    var parent = try open(RelativePath(resolved: ".", named: path.named), O_PATH | O_DIRECTORY)
    for prefix in path.prefixes {
      parent = try openOrCreate(prefix, in: parent)
    }
  }

  /// Removes a file; of a symbolic link, the link itself. Directories and special files are refused.
  package func deleteFile(_ path: String) throws(WorkspaceError) {
    let path = try RelativePath(path)
    guard !path.mustBeDirectory else { throw WorkspaceError(Errno(EISDIR), path: path.named) }
    let place = try locate(path, followingLinks: false)
    try wording(path) { () throws(Errno) in
      switch place.status?.kind {
      case nil: throw Errno(ENOENT)
      case .file, .symlink: break
      case .directory: throw Errno(EISDIR)
      case .other: throw Errno(ENXIO)
      }
      // Without AT_REMOVEDIR the kernel never removes a directory, whatever has taken the name meanwhile.
      guard unlinkat(place.directory.number, place.name, 0) == 0 else { throw Errno.last }
    }
  }

  private func openOrCreate(
    _ prefix: RelativePath, in parent: borrowing Descriptor
  ) throws(WorkspaceError) -> Descriptor {
    do {
      return try resolver.open(prefix, O_PATH | O_DIRECTORY)
    } catch let error where error.code == ENOENT {
      guard let (_, name) = prefix.split else { throw WorkspaceError(error, path: prefix.named) }
      // Somebody else may have made it a moment ago; a link to nothing also ends up here, and opening it fails again.
      if mkdirat(parent.number, name, 0o777) != 0, errno != EEXIST {
        throw WorkspaceError(Errno.last, path: prefix.named)
      }
      return try open(prefix, O_PATH | O_DIRECTORY)
    } catch let error where error.code == ENOTDIR {
      let taken = WorkspaceError.quoted(prefix.text)
      throw WorkspaceError(.notDirectory, "\(taken) exists and is not a folder", cause: error.code)
    } catch {
      throw WorkspaceError(error, path: prefix.named)
    }
  }
}

extension Descriptor {
  /// Refuses a file that this process could not open for writing; opening it changes nothing in it.
  fileprivate func checkWritable(_ name: String) throws(Errno) {
    do {
      _ = try Descriptor(at: number, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
    } catch let error where error.code == ENOENT || error.code == ETXTBSY {
      // Deleted a moment ago, or a program that is running: neither is harmed by a new file of that name.
    }
  }
}
