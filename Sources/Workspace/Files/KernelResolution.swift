internal import Glibc

/// Resolution by `openat2(2)`, which refuses every step out of a directory inside the kernel's own path walk.
struct KernelResolution: Sendable {
  /// `syscall` takes a variable number of arguments, which Swift cannot call. On Linux integer arguments travel the
  /// same way whether a function is variadic or not, and glibc's `syscall` is assembly that reads only registers.
  private typealias SystemCall =
    @convention(c) (CLong, CInt, UnsafePointer<CChar>, UnsafeRawPointer, CLong) -> CLong

  /// The kernel's `struct open_how`.
  private struct HowToOpen {
    var flags: UInt64
    var mode: UInt64 = 0
    /// `RESOLVE_NO_MAGICLINKS` and `RESOLVE_BENEATH`.
    var resolve: UInt64 = 0x02 | 0x08
  }

  /// The number of `openat2`, the same on every processor.
  private static let number: CLong = 437
  /// The kernel gives up on `..` when anything on the machine was renamed meanwhile; after this many tries in a row
  /// the walk, which never gives up for that reason, takes over.
  private static let attempts = 32

  private let call: SystemCall

  /// Fails with the kernel's error where `openat2` is not there or not allowed.
  init(root: Int32) throws(Errno) {
    guard let symbol = dlsym(nil, "syscall") else { throw Errno(ENOSYS) }
    call = unsafeBitCast(symbol, to: SystemCall.self)
    guard try open(".", O_PATH | O_DIRECTORY, below: root) != nil else { throw Errno(EAGAIN) }
  }

  /// The opened file, or nil where the kernel asked to try again too often.
  func open(_ path: String, _ flags: Int32, below root: Int32) throws(Errno) -> Descriptor? {
    var how = HowToOpen(flags: UInt64(flags | O_CLOEXEC))
    for _ in 0..<Self.attempts {
      let opened = call(Self.number, root, path, &how, MemoryLayout<HowToOpen>.size)
      if opened >= 0 { return Descriptor(owning: Int32(opened)) }
      let failure = Errno.last
      guard failure.code == EAGAIN || failure.code == EINTR else { throw failure }
    }
    return nil
  }
}
