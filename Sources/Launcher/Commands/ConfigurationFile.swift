internal import Bytes
internal import Glibc

/// Files that the configuration is in or names. All of them are small.
package enum ConfigurationFile {
  /// The largest of them.
  package static let maxBytes = 1 << 20

  /// The file's bytes, or the first `maxBytes` and one more of a file that is larger.
  /// - Throws: `Unreadable` with the system's reason.
  static func read(_ path: String) throws -> SharedBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unreadable(number: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= maxBytes {
      let count = Glibc.read(descriptor, &chunk, min(chunk.count, maxBytes + 1 - bytes.count))
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
