internal import Glibc

/// What the program tells whoever runs it: lines on standard error, since standard output belongs to the protocol.
struct Log: Sendable {
  /// The program's, with which each line begins.
  let name: String

  func note(_ message: String) {
    Self.write("\(name): \(message)\n", to: STDERR_FILENO)
  }

  /// Writes all of a text; a descriptor that nobody reads is no reason to fail.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.base.baseAddress! + rest.startIndex, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return
        }
      }
    }
  }
}
