internal import MCPEngine
internal import MCPModel

/// A request of the client that has no answer yet.
struct OwedAnswer: Sendable {
  let id: RequestID
  /// Kept where it changes the session when it succeeds, or is a subscription.
  let request: JSONRPCRequest?
  /// What it is answered with together.
  let batch: Batch?
  /// Waits for its deadline; a subscription has none.
  let watch: CancelScope?
  /// Of a subscription: its client knows that it has begun.
  var isAcknowledged = false

  var isSubscription: Bool { request?.isSubscription == true }
}
