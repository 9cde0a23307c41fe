internal import CMalloc
internal import Glibc

/// How the process keeps memory.
enum MemoryPolicy {
  /// Lets freed memory stay with the process, up to a bound: with glibc's defaults the buffers of messages beyond some
  /// KiB are given back to the system and faulted in again for every request.
  static func apply() {
    _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
    _ = mallopt(M_TOP_PAD, 1 << 20)
    _ = mallopt(M_MMAP_THRESHOLD, 8 << 20)
  }

  /// Gives back to the system what is not needed any more after a flood, until the task is cancelled: memory that is free
  /// between pieces which are not stays with the process otherwise, however much it is. That takes some milliseconds, and
  /// is done only where it is worth it.
  static func tend() async {
    while true {
      do { try await Task.sleep(for: .seconds(10)) } catch { return }
      let heap = mallinfo2()
      if residentBytes - Int(heap.uordblks + heap.hblkhd) > worthwhileBytes { _ = malloc_trim(0) }
    }
  }

  /// More than programs and stacks take.
  private static let worthwhileBytes = 128 << 20

  /// The memory that the process holds; 0 where the system does not say.
  private static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The second number, in pages.
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
