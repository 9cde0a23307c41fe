/// Why a server of lines cannot listen.
package struct LineServerError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The address is none, or none of this machine.
    case invalidAddress
    /// Somebody else listens there.
    case addressInUse
    /// The system has no room for another socket.
    case noResources
  }

  package let code: Code
  /// One sentence, naming the address.
  package let message: String
  package let cause: (any Error)?

  package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  package var description: String { message }
}
