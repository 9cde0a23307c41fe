internal import Glibc

/// Where a name stands: its directory, held open, and what the name is there. Creating, replacing and deleting need
/// this, because they act on a name and not on a file.
struct FilePlace: ~Copyable {
  /// Open for reading, so that it can be synchronised.
  let directory: Descriptor
  let name: String
  /// Nil where there is nothing of that name yet.
  let status: FileStatus?
}

extension WorkspaceFolder {
  /// As many links as the kernel follows in one path.
  private static let maximumLinks = 40

  /// Finds the place of the last name of `path`. With `followingLinks`, a link there is exchanged for its target, again
  /// and again, so the result's status is never a link.
  func locate(_ path: RelativePath, followingLinks: Bool) throws(WorkspaceError) -> FilePlace {
    var path = path
    for _ in 0...Self.maximumLinks {
      guard let (parent, name) = path.split else { throw WorkspaceError(Errno(EISDIR), path: path.named) }
      let directory = try openParent(parent)
      let (status, target) = try wording(path) { () throws(Errno) in
        let status = try directory.statusIfPresent(of: name)
        let isLink = followingLinks && status?.kind == .symlink
        return (status, isLink ? try directory.linkTarget(of: name) : nil)
      }
      guard let target else { return FilePlace(directory: directory, name: name, status: status) }
      path = try wording(path) { () throws(Errno) in try path.followed(from: parent, to: target) }
    }
    throw WorkspaceError(Errno(ELOOP), path: path.named)
  }

  private func openParent(_ parent: RelativePath) throws(WorkspaceError) -> Descriptor {
    do {
      return try resolver.open(parent, O_RDONLY | O_DIRECTORY)
    } catch let error where error.code == ENOENT {
      let name = WorkspaceError.quoted(parent.named)
      throw WorkspaceError(.notFound, "the folder that should hold \(name) does not exist", cause: error.code)
    } catch {
      throw WorkspaceError(error, path: parent.named)
    }
  }
}

extension Descriptor {
  fileprivate func statusIfPresent(of name: String) throws(Errno) -> FileStatus? {
    do {
      return try status(of: name)
    } catch let error where error.code == ENOENT {
      return nil
    }
  }
}

extension RelativePath {
  /// The path that a link in `parent` with this target stands for. It is resolved like any other path afterwards, so
  /// a target that leaves is refused then.
  fileprivate func followed(from parent: RelativePath, to target: [UInt8]) throws(Errno) -> RelativePath {
    let slash = UInt8(ascii: "/")
    guard target.first != slash else { throw Errno(EXDEV) }
    guard let relative = String(validating: target, as: UTF8.self) else { throw Errno(EILSEQ) }
    // A target that must be a directory cannot be written to.
    guard target.last != slash else { throw Errno(EISDIR) }
    let joined = "\(parent.text)/\(relative)"
    guard joined.utf8.count <= Self.maximumBytes else { throw Errno(ENAMETOOLONG) }
    return RelativePath(resolved: joined, named: named)
  }
}
