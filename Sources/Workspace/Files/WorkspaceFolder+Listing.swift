internal import Glibc

/// A name found in the workspace.
package struct WorkspaceEntry: Sendable, Equatable {
  /// From `list` the bare name, from `walk` the path relative to the workspace.
  package let path: String
  package let metadata: FileMetadata

  package init(path: String, metadata: FileMetadata) {
    self.path = path
    self.metadata = metadata
  }
}

/// A part of a listing.
package struct WorkspacePage: Sendable, Equatable {
  package let entries: [WorkspaceEntry]
  /// What to pass as `after` for the next page; nil at the end.
  package let next: String?

  package init(entries: [WorkspaceEntry], next: String?) {
    self.entries = entries
    self.next = next
  }
}

extension WorkspaceFolder {
  /// At most `limit` entries of one directory, in the order of their names' bytes, beginning behind the name `after`
  /// (which need not exist any more).
  ///
  /// Links are listed as links. Names that are not UTF-8 are skipped, as no request could carry them. Every page reads
  /// the whole directory anew and keeps nothing between calls; a directory with more entries than the configuration
  /// allows is refused.
  package func list(_ path: String, after: String? = nil, limit: Int) throws(WorkspaceError) -> WorkspacePage {
    precondition(limit > 0, "a page holds at least one entry")
    let path = try RelativePath(path)
    let directory = try open(path, O_RDONLY | O_DIRECTORY)
    let first = after.map { Array($0.utf8) } ?? []
    var budget = configuration.maximumScannedEntries
    let names = try wording(path) { () throws(Errno) in
      try DirectoryNames(of: directory, from: first, budget: &budget)
    }
    guard budget >= 0 else { throw tooManyEntries(path) }

    var entries: [WorkspaceEntry] = []
    for index in 0..<names.count {
      if index == 0, after != nil, names.isName(0, first) { continue }
      guard let name = names.name(index) else { continue }
      do {
        let metadata = try directory.status(of: name).metadata
        if entries.count == limit { return WorkspacePage(entries: entries, next: entries.last?.path) }
        entries.append(WorkspaceEntry(path: name, metadata: metadata))
      } catch let error where error.code == ENOENT {
        // Gone since the directory was read.
      } catch {
        throw WorkspaceError(error, path: path.named)
      }
    }
    return WorkspacePage(entries: entries, next: nil)
  }

  func tooManyEntries(_ path: RelativePath) -> WorkspaceError {
    let name = WorkspaceError.quoted(path.named)
    return WorkspaceError(.tooManyEntries, "\(name) holds more than \(configuration.maximumScannedEntries) entries")
  }
}
