package import Bytes

/// A method a server offers: its path and what answers it.
package struct GRPCMethod: Sendable {
  /// Answers a call with one request message.
  ///
  /// It runs on the event loop's thread and must not block: what takes time goes into `UnaryAnswer.later`.
  package typealias UnaryHandler = @Sendable (ServerCall, SharedBytes) -> UnaryAnswer

  /// Serves a stream until it returns the status to close it with. Its task prefers the event loop's thread, and is
  /// cancelled when the call is reset or its deadline passes; it has to return then for the server to be able to stop.
  package typealias StreamHandler = @Sendable (ServerStream) async -> GRPCStatus

  enum Kind: Sendable {
    case unary(UnaryHandler)
    case stream(StreamHandler)
  }

  /// The full name with slashes, such as `/mcp.MCPService/ExecuteRequest`.
  package let path: String
  let kind: Kind

  package static func unary(_ path: String, _ handler: @escaping UnaryHandler) -> GRPCMethod {
    GRPCMethod(path: path, kind: .unary(handler))
  }

  package static func stream(_ path: String, _ handler: @escaping StreamHandler) -> GRPCMethod {
    GRPCMethod(path: path, kind: .stream(handler))
  }
}

/// The answer to a unary call.
package struct GRPCReply: Sendable {
  /// The response; required for status OK, not sent with any other.
  package var message: SharedBytes?
  package var status: GRPCStatus
  package var initialMetadata: Metadata
  package var trailingMetadata: Metadata

  package init(
    message: SharedBytes?, status: GRPCStatus = .ok, initialMetadata: Metadata = Metadata(),
    trailingMetadata: Metadata = Metadata()
  ) {
    self.message = message
    self.status = status
    self.initialMetadata = initialMetadata
    self.trailingMetadata = trailingMetadata
  }

  /// A reply without a message.
  package init(failure: GRPCStatus) {
    self.init(message: nil, status: failure)
  }
}

/// When a unary handler has its answer.
package enum UnaryAnswer: Sendable {
  /// At once, without a task: the fast path.
  case now(GRPCReply)
  /// After some work in a task that prefers the event loop's thread. The task is cancelled when the client cancels or
  /// the deadline passes.
  case later(@Sendable () async -> GRPCReply)
}
