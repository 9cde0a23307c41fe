internal import Glibc

/// How the process keeps memory.
enum MemoryPolicy {
  /// Lets freed memory stay with the process, up to a bound: with glibc's defaults the buffers of messages beyond some
  /// KiB are given back to the system and faulted in again for every request.
  static func apply() {
    // `mallopt` and its parameters are missing from Swift's view of glibc (malloc.h).
    guard let function = dlsym(nil, "mallopt") else { return }
    let mallopt = unsafeBitCast(function, to: (@convention(c) (Int32, Int32) -> Int32).self)
    let (trimThreshold, topPad, mmapThreshold): (Int32, Int32, Int32) = (-1, -2, -3)
    _ = mallopt(trimThreshold, 64 << 20)
    _ = mallopt(topPad, 1 << 20)
    _ = mallopt(mmapThreshold, 8 << 20)
  }
}
