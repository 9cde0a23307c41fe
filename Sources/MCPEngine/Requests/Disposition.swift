package import MCPModel

/// What becomes of a request.
package enum Disposition: Sendable {
  /// It is answered already.
  case answered(JSONRPCResponse)
  /// `initialize` succeeded and opened this session.
  indirect case opened(Session, JSONRPCResponse)
  /// The answer takes a task, which the carrier runs where its tasks run, and cancels with the request.
  case pending(@Sendable () async -> JSONRPCResponse)
}
