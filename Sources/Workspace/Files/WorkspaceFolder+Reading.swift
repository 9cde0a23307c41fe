package import Bytes
internal import Glibc

/// A file's bytes, with what was known of it when it was opened.
package struct FileContents: Sendable {
  package let bytes: SharedBytes
  /// Of the moment before reading: a file that changes meanwhile has another size than `bytes`.
  package let metadata: FileMetadata

  package init(bytes: SharedBytes, metadata: FileMetadata) {
    self.bytes = bytes
    self.metadata = metadata
  }
}

extension WorkspaceFolder {
  /// The contents of a regular file of at most `maxBytes` bytes.
  package func read(_ path: String, maxBytes: Int) throws(WorkspaceError) -> SharedBytes {
    try contents(of: path, maxBytes: maxBytes).bytes
  }

  /// The contents of a regular file of at most `maxBytes` bytes, and its metadata.
  ///
  /// Never more than `maxBytes` + 1 bytes are read, even while the file grows. Fifos, sockets and devices are refused
  /// without waiting for them.
  package func contents(of path: String, maxBytes: Int) throws(WorkspaceError) -> FileContents {
    precondition(maxBytes >= 0, "a limit cannot be negative")
    let path = try RelativePath(path)
    let file = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    let metadata = try wording(path) { () throws(Errno) in
      let metadata = try file.status().metadata
      switch metadata.kind {
      case .file: return metadata
      case .directory: throw Errno(EISDIR)
      case .symlink, .other: throw Errno(ENXIO)
      }
    }
    guard metadata.sizeBytes <= maxBytes else {
      throw Self.tooLarge(path, "has \(metadata.sizeBytes) bytes", maxBytes)
    }
    let bytes = try wording(path) { () throws(Errno) in
      try file.readAll(expectedBytes: metadata.sizeBytes, maxBytes: maxBytes)
    }
    guard let bytes else { throw Self.tooLarge(path, "grew while it was read", maxBytes) }
    return FileContents(bytes: bytes, metadata: metadata)
  }

  private static func tooLarge(_ path: RelativePath, _ what: String, _ maxBytes: Int) -> WorkspaceError {
    WorkspaceError(.tooLarge, "\(WorkspaceError.quoted(path.named)) \(what); at most \(maxBytes) are read")
  }
}

extension Descriptor {
  /// Everything up to the end of the file, or nil if that is more than `maxBytes` bytes.
  fileprivate func readAll(expectedBytes: Int, maxBytes: Int) throws(Errno) -> SharedBytes? {
    // One byte more than expected: a read that leaves it unused has seen the end of the file.
    var capacity = min(expectedBytes, maxBytes) + 1
    var soFar = SharedBytes()
    while true {
      var outcome = Result<Int, Errno>.success(0)
      let block = SharedBytes(count: capacity) { target in
        soFar.withUnsafeBytes { target.copyMemory(from: $0) }
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[soFar.count...])
        outcome = Result { () throws(Errno) in try read(into: rest) }
      }
      let filled = soFar.count + (try outcome.get())
      if filled < capacity { return block[0..<filled] }
      if filled > maxBytes { return nil }
      soFar = block
      capacity = min(capacity * 2, maxBytes) + 1
    }
  }
}
