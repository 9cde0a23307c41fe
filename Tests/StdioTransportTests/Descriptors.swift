import Dispatch
import Glibc
import TestSupport

/// The two ends of a pipe, of which the test has one. What blocks runs on a thread of its own.
final class Descriptors: Sendable {
  let pipe: Pipe
  private let queue = DispatchQueue(label: "test.descriptors")

  init() throws {
    signal(SIGPIPE, SIG_IGN)
    pipe = try Pipe.open()
  }

  func write(_ text: String) async throws {
    try await blocking { [pipe] in
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(pipe.write, $0.baseAddress, $0.count) }
        guard count > 0 else { throw TestFailure("nothing was written: error \(errno)") }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Exactly so many bytes, waited for.
  func read(_ count: Int) async throws -> String {
    try await blocking { [pipe] in
      var bytes = [UInt8](repeating: 0, count: count)
      var position = 0
      while position < count {
        let read = bytes[position...].withUnsafeMutableBytes { Glibc.read(pipe.read, $0.baseAddress, $0.count) }
        guard read > 0 else { throw TestFailure("nothing was read: error \(errno)") }
        position += read
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  func closeWriting() { close(pipe.write) }
  func closeReading() { close(pipe.read) }

  private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: body)) }
    }
  }
}
