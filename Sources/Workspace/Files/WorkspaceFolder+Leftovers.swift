internal import Glibc

extension WorkspaceFolder {
  /// A write that was begun so long ago is not going on any more, whatever process began it.
  private static let leftoverAge = Duration.seconds(60 * 60)

  /// Removes the files that processes left behind which were killed while they wrote: regular files, no links, with a
  /// name as `FileReplacement` makes it, and not changed for an hour.
  ///
  /// It looks at so many directory entries at most, in no certain order, so that starting on a large tree takes no
  /// longer than on a small one; what it does not come by stays hidden, until another time. What cannot be read or
  /// removed is passed over.
  /// - Parameter now: as `currentTime` counts it.
  /// - Returns: how many were removed.
  @discardableResult
  package func removeLeftovers(now: Duration = currentTime, maximumScannedEntries: Int = 10_000) -> Int {
    var budget = maximumScannedEntries
    var removed = 0
    var pending = ["."]
    while budget > 0, let path = pending.popLast() {
      do {
        let directory = try open(RelativePath(path), O_RDONLY | O_DIRECTORY)
        let stream = try DirectoryStream(directory)
        while budget > 0, let (name, kind) = try stream.next() {
          budget -= 1
          guard kind == .directory || kind == .file, let name = String(validating: name, as: UTF8.self)
          else { continue }
          if kind == .directory {
            pending.append(path == "." ? name : "\(path)/\(name)")
          } else if FileReplacement.makesName(name), try directory.status(of: name).isLeftover(now, Self.leftoverAge),
            unlinkat(directory.number, name, 0) == 0
          {
            removed += 1
          }
        }
      } catch {
        // Deleted or closed to us meanwhile; the rest of the tree is still worth a look.
      }
    }
    return removed
  }

  /// The time since the start of 1970 in UTC, as file systems count it.
  package static var currentTime: Duration {
    var time = timespec()
    // Fails only for clocks that do not exist.
    clock_gettime(CLOCK_REALTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

extension FileStatus {
  fileprivate func isLeftover(_ now: Duration, _ age: Duration) -> Bool {
    kind == .file && now - metadata.modified > age
  }
}
