internal import Bytes
internal import Glibc

/// The configuration file's bytes.
enum ConfigurationFile {
  /// - Throws: `Unreadable` with the system's reason.
  static func read(_ path: String) throws(Unreadable) -> SharedBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unreadable(number: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let limit = ConfigurationTable<RialtoSettings>.maxFileBytes
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    // One byte over the limit is enough to be refused.
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Unreadable(number: errno) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return SharedBytes(bytes)
  }

  struct Unreadable: Error, CustomStringConvertible {
    let number: Int32
    var description: String { String(cString: strerror(number)) }
  }
}
