internal import Bytes
internal import Glibc

/// Standard input and output, as `protoc` uses them.
enum StandardStreams {
  struct Failure: Error, CustomStringConvertible {
    let operation: String
    let number: Int32
    var description: String { "\(operation): \(String(cString: strerror(number)))" }
  }

  static func readAll() throws(Failure) -> SharedBytes {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count == 0 { return SharedBytes(all) }
      if count > 0 {
        all.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        throw Failure(operation: "reading the request", number: errno)
      }
    }
  }

  static func write(_ bytes: SharedBytes) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done..<bytes.count].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw Failure(operation: "writing the response", number: errno)
      }
    }
  }
}
