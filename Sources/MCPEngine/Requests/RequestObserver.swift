package import MCPModel

/// Told of every request: the seam for logs, metrics and traces. An engine without one pays nothing.
///
/// Both functions run on the thread that serves the request, so they must not block.
package protocol RequestObserver: Sendable {
  func requestStarted(_ start: RequestStart)
  func requestEnded(_ end: RequestEnd)
}

/// A request that is about to be served.
package struct RequestStart: Sendable {
  package var method: String
  package var context: RequestContext
  /// As received.
  package var requestBytes: Int
  /// Requests that wait for a blocking thread.
  package var queueDepth: Int
}

/// A request that has been answered, or cancelled.
package struct RequestEnd: Sendable {
  package var method: String
  package var context: RequestContext
  package var outcome: Outcome
  /// As encoded for the carrier; 0 where nothing was sent.
  package var responseBytes: Int
  package var duration: Duration

  package enum Outcome: Sendable {
    case success
    case failure(MCPError)
    case cancelled
  }
}
