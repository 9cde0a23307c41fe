internal import MCPModel
internal import Synchronization

/// Follows one request for the observer; exists only where there is one.
final class RequestRecord: AnswerReceipt {
  private let observer: any RequestObserver
  private let method: String
  private let context: RequestContext
  private let started = ContinuousClock.now
  private let ended = Atomic(false)
  private let outcome = Mutex<RequestEnd.Outcome>(.cancelled)

  init(_ observer: any RequestObserver, _ request: JSONRPCRequest, context: RequestContext, queueDepth: Int) {
    self.observer = observer
    self.method = request.method
    self.context = context
    observer.requestStarted(
      RequestStart(
        method: method, context: context, requestBytes: request.sizeBytes, queueDepth: queueDepth))
  }

  /// A record that nobody ended belongs to a request that was cancelled, whatever its handler made of that.
  deinit {
    outcome.withLock { $0 = .cancelled }
    end(bytes: 0)
  }

  func settle(_ outcome: Result<some Any, MCPError>) {
    self.outcome.withLock { settled in
      switch outcome {
      case .success: settled = .success
      case .failure(let error): settled = .failure(error)
      }
    }
  }

  func sent(bytes: Int) { end(bytes: bytes) }

  private func end(bytes: Int) {
    guard ended.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
      return
    }
    observer.requestEnded(
      RequestEnd(
        method: method, context: context, outcome: outcome.withLock { $0 }, responseBytes: bytes,
        duration: ContinuousClock.now - started))
  }
}
