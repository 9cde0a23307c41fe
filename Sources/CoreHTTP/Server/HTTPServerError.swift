internal import Glibc

/// What went wrong in making or binding a server.
package struct HTTPServerError: Error, Sendable {
  package enum Code: Sendable {
    /// A limit, an address or a certificate cannot be used.
    case invalidArgument
    /// The address cannot be listened on now.
    case unavailable
    /// Too late, or twice.
    case failedPrecondition
    /// The system has no more threads.
    case resourceExhausted
  }

  package var code: Code
  /// A sentence for people.
  package var message: String
  /// What lies below, for logs only.
  package var cause: (any Error)?

  package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension HTTPServerError: CustomStringConvertible {
  package var description: String { cause.map { "\(message) (\($0))" } ?? message }
}

/// An error number of the operating system, kept as the cause of an `HTTPServerError`.
package struct HTTPSystemError: Error, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  package let number: Int32

  package var description: String { "\(String(cString: strerror(number))) (errno \(number))" }
}
