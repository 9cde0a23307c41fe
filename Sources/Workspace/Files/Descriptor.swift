internal import Glibc

/// A file descriptor that is closed exactly once, when its owner lets go of it.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  init(owning number: Int32) {
    self.number = number
  }

  /// Opens `name` relative to the directory `folder`. Close-on-exec is always added.
  init(at folder: Int32, _ name: UnsafePointer<CChar>, _ flags: Int32, mode: mode_t = 0) throws(Errno) {
    while true {
      let opened = openat(folder, name, flags | O_CLOEXEC, mode)
      if opened >= 0 {
        self.init(owning: opened)
        return
      }
      guard errno == EINTR else { throw Errno.last }
    }
  }

  deinit {
    // Nothing is left to report here: whoever needs to know that data reached the disk has called `sync` before.
    _ = close(number)
  }

  /// Gives the number up to a new owner.
  consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  func status() throws(Errno) -> FileStatus {
    var found = stat()
    guard fstat(number, &found) == 0 else { throw Errno.last }
    return FileStatus(found)
  }

  /// What `name` in this directory is, without following it if it is a link.
  func status(of name: UnsafePointer<CChar>) throws(Errno) -> FileStatus {
    var found = stat()
    guard fstatat(number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { throw Errno.last }
    return FileStatus(found)
  }

  /// The target of the link `name` in this directory; of this descriptor itself where `name` is empty.
  func linkTarget(of name: UnsafePointer<CChar>) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let target = [UInt8](unsafeUninitializedCapacity: RelativePath.maximumBytes + 1) { buffer, count in
      let length = buffer.withMemoryRebound(to: CChar.self) {
        readlinkat(number, name, $0.baseAddress!, $0.count)
      }
      if length < 0 { failure = .last }
      count = max(length, 0)
    }
    if let failure { throw failure }
    guard target.count <= RelativePath.maximumBytes else { throw Errno(ENAMETOOLONG) }
    return target
  }

  /// Reads until `buffer` is full or the file ends; returns how many bytes were read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = Glibc.read(number, buffer.baseAddress! + filled, buffer.count - filled)
      if got == 0 { break }
      if got > 0 {
        filled += got
      } else if errno != EINTR {
        throw Errno.last
      }
    }
    return filled
  }

  /// Writes all of `bytes`.
  func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let put = Glibc.write(number, bytes.baseAddress! + done, bytes.count - done)
      if put >= 0 {
        done += put
      } else if errno != EINTR {
        throw Errno.last
      }
    }
  }

  /// Returns once what was written is on the disk.
  func sync() throws(Errno) {
    while fsync(number) != 0 {
      guard errno == EINTR else { throw Errno.last }
    }
  }
}

/// Opens no contents and runs no driver code: the descriptor only says where the file is. Linux gives it the same
/// value on every processor that Swift runs on, but the C library hides it from Swift.
let O_PATH: Int32 = 0o10_000_000
