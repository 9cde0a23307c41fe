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

  /// Gives back to the system what is not needed any more after a flood, until the task is cancelled: memory that is free
  /// between pieces which are not stays with the process otherwise, however much it is. A look takes some milliseconds,
  /// where there is something to look at.
  static func tend() async {
    guard let function = dlsym(nil, "malloc_trim") else { return }
    let trim = unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)
    let worthwhileBytes = 128 << 20
    while true {
      do { try await Task.sleep(for: .seconds(10)) } catch { return }
      if residentBytes > worthwhileBytes { _ = trim(0) }
    }
  }

  /// The memory that the process holds; 0 where the system does not say.
  private static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
