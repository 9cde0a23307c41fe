extension WorkspaceFolder {
  /// At most `limit` regular files of the whole tree, directory by directory in the order of their names' bytes,
  /// beginning behind the path `after` (which need not exist any more).
  ///
  /// A link to a file inside is listed with the file's metadata. Links to directories are not entered, so the walk
  /// always ends; links that leave or lead nowhere, directories that may not be read and what lies deeper than a path
  /// may reach are passed over. Nothing is kept between calls: each reads the directories on the way to `after` again.
  /// A page is shorter than `limit` where the configured number of entries was looked at before it was full; if that
  /// happens before even one file was found, `tooManyEntries` is thrown.
  package func walk(after: String? = nil, limit: Int) throws(WorkspaceError) -> WorkspacePage {
    precondition(limit > 0, "a page holds at least one file")
    var walk = try TreeWalk(folder: self, after: after)
    var entries: [WorkspaceEntry] = []
    while true {
      do {
        guard let entry = try walk.next() else { return WorkspacePage(entries: entries, next: nil) }
        if entries.count == limit { return WorkspacePage(entries: entries, next: entries.last?.path) }
        entries.append(entry)
      } catch let error where error.code == .tooManyEntries && !entries.isEmpty {
        return WorkspacePage(entries: entries, next: entries.last?.path)
      }
    }
  }
}
