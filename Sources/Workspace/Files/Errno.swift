internal import Glibc

/// The error number of a failed system call, before anyone has put it into words.
struct Errno: Error, Equatable {
  let code: Int32

  init(_ code: Int32) {
    self.code = code
  }

  /// The number the last failed call of this thread left behind; read it before any other call.
  static var last: Errno { Errno(errno) }
}
