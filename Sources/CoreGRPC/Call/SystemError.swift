internal import Glibc

/// An error number of the operating system, kept as the cause of a `GRPCError`.
package struct SystemError: Error, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  package let number: Int32

  package var description: String { "\(String(cString: strerror(number))) (errno \(number))" }
}
