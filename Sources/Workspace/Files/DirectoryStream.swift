internal import Glibc

/// The entries of a directory in the order the file system keeps them, without `.` and `..`.
struct DirectoryStream: ~Copyable {
  private let handle: OpaquePointer
  private let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!

  /// Reads `directory` from its beginning, with a position of its own.
  init(_ directory: borrowing Descriptor) throws(Errno) {
    let own = try Descriptor(at: directory.number, ".", O_RDONLY | O_DIRECTORY).release()
    guard let handle = fdopendir(own) else {
      let failure = Errno.last
      _ = close(own)
      throw failure
    }
    self.handle = handle
  }

  deinit {
    _ = closedir(handle)
  }

  /// The next name, valid until the following call, and what it stands for; nil at the end.
  func next() throws(Errno) -> (name: UnsafeRawBufferPointer, kind: FileMetadata.Kind)? {
    while true {
      // The end and a failure both return nil; only the error number tells them apart.
      errno = 0
      guard let entry = readdir(handle) else {
        guard errno == 0 else { throw Errno.last }
        return nil
      }
      // Through the entry's own address: the record may be shorter than the structure it is declared as.
      let start = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
      let name = UnsafeRawBufferPointer(start: start, count: strlen(start))
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      return (name, try kind(of: start, type: entry.pointee.d_type))
    }
  }

  private func kind(of name: UnsafePointer<CChar>, type: UInt8) throws(Errno) -> FileMetadata.Kind {
    switch Int(type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .directory
    case Int(DT_LNK): return .symlink
    case Int(DT_UNKNOWN):
      // Some file systems do not keep the kind in the directory.
      var found = stat()
      guard fstatat(dirfd(handle), name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
        guard errno == ENOENT else { throw Errno.last }
        return .other
      }
      return FileStatus(found).kind
    default: return .other
    }
  }
}
