internal import JSON
internal import MCPModel
internal import Synchronization

/// What an event causes. Little of it waits, and only that is asynchronous: the memory that an asynchronous function takes
/// is its task's, which keeps it for as long as it lives.
extension Connection {
  /// An answer that has to be waited with.
  private enum Answer {
    /// There was no room for it at once.
    case single(JSONRPCResponse)
    case batch([JSONRPCResponse])
  }

  @inline(never)
  func serve(_ event: CarrierEvent) async -> Progress {
    switch event {
    case .ended, .draining: return .ended
    case .reset: return .reset
    case .batch, .message, .malformed:
      let answers = handle(event)
      if !answers.isEmpty { await send(answers) }
      return .open
    }
  }

  @inline(never)
  private func send(_ answers: [Answer]) async {
    for answer in answers {
      switch answer {
      case .single(let response): await carrier.send(.response(response))
      case .batch(let responses): await carrier.send(batch: responses)
      }
    }
  }

  @inline(never)
  private func handle(_ event: CarrierEvent) -> [Answer] {
    var due: [Answer] = []
    if case .batch(let parts) = event {
      handle(batch: parts, &due)
    } else {
      handle(event, in: nil, &due)
    }
    return due
  }

  private func handle(_ event: CarrierEvent, in batch: Batch?, _ due: inout [Answer]) {
    switch event {
    case .message(.request(let request)):
      switch takeAccepted() ?? accept(request, in: batch) {
      case .answer(let response): answer(response, in: batch, &due)
      case .pending: break
      }
    case .message(.notification(let notification)): receive(notification, &due)
    case .message(.response(let response)): state.withLock { $0.live }?.questions.deliver(response)
    case .malformed(let response): answer(response, in: batch, &due)
    // A batch holds messages only.
    case .batch, .ended, .draining, .reset: break
    }
  }

  /// Answers the requests of a batch together.
  private func handle(batch parts: [CarrierEvent], _ due: inout [Answer]) {
    do throws(MCPError) {
      let batch = try Batch.begin(parts, in: state.withLock { $0.live }?.value.revision)
      for part in parts { handle(part, in: batch, &due) }
    } catch {
      answer(JSONRPCResponse(id: nil, outcome: .failure(error)), in: nil, &due)
    }
  }

  private func answer(_ response: JSONRPCResponse, in batch: Batch?, _ due: inout [Answer]) {
    if let batch {
      if let answers = batch.add(response) { due.append(.batch(answers)) }
    } else if !carrier.offer(response) {
      due.append(.single(response))
    }
  }

  private func receive(_ notification: JSONRPCNotification, _ due: inout [Answer]) {
    if notification.method == "notifications/initialized" { state.withLock { $0.live }?.subscription?.start() }
    // A cancellation of what is unknown or over is ignored (MCP, Cancellation, Error Handling).
    guard let id = notification.cancelledRequest else { return }
    let (scope, waited) = state.withLock { $0.inFlight.cancel(id) }
    scope?.cancel()
    if let answers = waited?.batch?.add(nil) { due.append(.batch(answers)) }
  }
}
