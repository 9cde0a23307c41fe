/// What went wrong in a call, a channel or a server, with the code a gRPC peer would be told.
package struct GRPCError: Error, Sendable {
  package var code: GRPCStatus.Code
  /// A sentence for people, without internal detail: fit to be sent to a peer.
  package var message: String
  /// What lies below, for logs only.
  package var cause: (any Error)?

  package init(_ code: GRPCStatus.Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The error a call's status stands for.
  package init(_ status: GRPCStatus, cause: (any Error)? = nil) {
    self.init(status.code, status.message, cause: cause)
  }

  /// The status to answer with.
  package var status: GRPCStatus { GRPCStatus(code, message) }
}

extension GRPCError: CustomStringConvertible {
  package var description: String {
    cause.map { "\(code): \(message) (\($0))" } ?? "\(code): \(message)"
  }
}

/// A refusal by the C core, kept as the cause of a `GRPCError`.
package struct CoreRefusal: Error, Sendable, CustomStringConvertible {
  /// `grpc_call_error` of the function that refused.
  package let result: UInt32
  /// The core's own name for it.
  package let name: String

  package var description: String { "\(name) (\(result))" }
}
