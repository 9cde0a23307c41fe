public import MCPModel

/// Told of every request: the seam for logs, metrics and traces. An engine without one pays nothing.
///
/// Both functions run on the thread that serves the request, so they must not block.
public protocol RequestObserver: Sendable {
  func requestStarted(_ start: RequestStart)
  func requestEnded(_ end: RequestEnd)
}

/// A request that is about to be served.
public struct RequestStart: Sendable {
  public var method: String
  public var context: RequestContext
  /// As received.
  public var requestBytes: Int
  /// Requests that wait for a blocking thread.
  public var queueDepth: Int
}

/// A request that has been answered, or cancelled.
public struct RequestEnd: Sendable {
  public var method: String
  public var context: RequestContext
  public var outcome: Outcome
  /// As encoded for the carrier; 0 where nothing was sent.
  public var responseBytes: Int
  public var duration: Duration

  public enum Outcome: Sendable {
    case success
    case failure(MCPError)
    case cancelled
  }
}
