internal import Glibc

/// What is known of a file without opening it.
package struct FileMetadata: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case file
    case directory
    case symlink
    /// A fifo, socket or device.
    case other
  }

  package let kind: Kind
  package let sizeBytes: Int
  /// When the contents last changed, since the start of 1970 in UTC.
  package let modified: Duration

  package init(kind: Kind, sizeBytes: Int, modified: Duration) {
    self.kind = kind
    self.sizeBytes = sizeBytes
    self.modified = modified
  }
}

/// What the kernel says about one file; the part of it that peers may see is its `metadata`.
struct FileStatus {
  let metadata: FileMetadata
  /// The nine permission bits: set-user-id and its kin never pass from an old file to a new one.
  let permissions: mode_t
  let user: uid_t
  let group: gid_t

  init(_ found: stat) {
    let kind: FileMetadata.Kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symlink
      default: .other
      }
    let modified =
      Duration.seconds(found.st_mtim.tv_sec) + Duration.nanoseconds(found.st_mtim.tv_nsec)
    metadata = FileMetadata(kind: kind, sizeBytes: Int(found.st_size), modified: modified)
    permissions = found.st_mode & 0o777
    user = found.st_uid
    group = found.st_gid
  }

  var kind: FileMetadata.Kind { metadata.kind }
}
