internal import Glibc

/// The regular files below a folder, one at a time. At most one directory a level is held in memory, and none is kept
/// open between two files.
struct TreeWalk {
  private struct Level {
    /// Empty for the root, else the directory's path with a slash at the end.
    let prefix: String
    let names: DirectoryNames
    var index = 0
    /// How many names of `after` led here; nil where the walk is already behind it.
    let resumeDepth: Int?
  }

  private let folder: WorkspaceFolder
  private let after: [[UInt8]]
  private var levels: [Level] = []
  /// How many directory entries may still be looked at.
  private var budget: Int

  /// Starts behind the path `after`.
  init(folder: WorkspaceFolder, after: String?) throws(WorkspaceError) {
    self.folder = folder
    self.after = after?.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) } ?? []
    budget = folder.configuration.maximumScannedEntries
    try enter(".", prefix: "", resumeDepth: self.after.isEmpty ? nil : 0)
  }

  mutating func next() throws(WorkspaceError) -> WorkspaceEntry? {
    while let level = levels.last {
      guard level.index < level.names.count else {
        levels.removeLast()
        continue
      }
      levels[levels.count - 1].index += 1
      if let entry = try visit(level.index, of: level) { return entry }
    }
    return nil
  }

  /// The entry if it is a file; a directory is entered instead.
  private mutating func visit(_ index: Int, of level: Level) throws(WorkspaceError) -> WorkspaceEntry? {
    guard let name = level.names.name(index) else { return nil }
    let path = level.prefix + name
    // A name on the way to `after` comes before it; what is below that name may still come behind it.
    let passedDepth = level.resumeDepth.flatMap { level.names.isName(index, after[$0]) ? $0 + 1 : nil }
    switch level.names.kind(index) {
    case .directory:
      _ = try unlessUnreachable { () throws(WorkspaceError) in
        try enter(path, prefix: path + "/", resumeDepth: passedDepth.flatMap { $0 < after.count ? $0 : nil })
      }
      return nil
    case .file, .symlink:
      guard passedDepth == nil else { return nil }
      let metadata = try unlessUnreachable { () throws(WorkspaceError) in try folder.metadata(path) }
      guard let metadata, metadata.kind == .file else { return nil }
      return WorkspaceEntry(path: path, metadata: metadata)
    case .other:
      return nil
    }
  }

  private mutating func enter(_ path: String, prefix: String, resumeDepth: Int?) throws(WorkspaceError) {
    let path = try RelativePath(path)
    let directory = try folder.open(path, O_RDONLY | O_DIRECTORY)
    let first = resumeDepth.map { after[$0] } ?? []
    let names = try folder.wording(path) { () throws(Errno) in
      try DirectoryNames(of: directory, from: first, budget: &budget)
    }
    guard budget >= 0 else { throw folder.tooManyEntries(path) }
    levels.append(Level(prefix: prefix, names: names, resumeDepth: resumeDepth))
  }

  /// Nil where a part of the tree is not for this walk; failures of the whole walk are thrown.
  private func unlessUnreachable<Found>(
    _ look: () throws(WorkspaceError) -> Found
  ) throws(WorkspaceError) -> Found? {
    do {
      return try look()
    } catch {
      switch error.code {
      case .notFound, .notDirectory, .notRegularFile, .permissionDenied, .outside, .invalidPath: return nil
      default: throw error
      }
    }
  }
}
