internal import MCPModel
internal import JSON
internal import Synchronization

/// One connection that carries many messages: a scope of request ids, and at most one legacy session.
///
/// Requests that are answered at once are answered in the order they came. The others run as child tasks, at most
/// `maxInFlightPerConnection` together; further ones wait, at most `maxWaitingPerConnection`, and beyond that are
/// refused, while responses and notifications always pass.
final class Connection: Sendable {
  private let engine: Engine
  private let carrier: any Carrier
  private let arrival: Arrival
  private let state = Mutex(State())

  private struct State {
    var session: Session?
    /// Requests that run or wait, by id.
    var pending: [RequestID: CancelScope] = [:]
    var running = 0
    var waiting: [Job] = []
    /// The sizes of the requests in `waiting`.
    var waitingBytes = 0
    /// What became of the request that `run` gets next.
    var accepted: Acceptance?
  }

  /// A request that takes a task.
  private struct Job: Sendable {
    let id: RequestID
    let scope: CancelScope
    let sizeBytes: Int
    let work: @Sendable () async -> JSONRPCResponse
  }

  init(engine: Engine, carrier: any Carrier) {
    self.engine = engine
    self.carrier = carrier
    var arrival = carrier.arrival
    if arrival.carrier.carriesNotifications { arrival.notifications = CarrierNotifications(carrier: carrier) }
    self.arrival = arrival
  }

  /// Serves the connection to its end.
  func run() async {
    carrier.receiveImmediately { [self] event in answerImmediately(event) }
    defer { carrier.receiveImmediately(nil) }
    await withDiscardingTaskGroup { group in
      while true {
        let event = await carrier.next()
        switch event {
        case .ended, .draining:
          return
        case .reset:
          group.cancelAll()
          return
        case .batch(let parts):
          if let refusal = refusalOfBatch(parts) {
            await answer(refusal)
          } else {
            for part in parts { await serve(part, &group) }
          }
        case .message, .malformed:
          await serve(event, &group)
        }
      }
    }
  }

  private func serve(_ event: CarrierEvent, _ group: inout DiscardingTaskGroup) async {
    switch event {
    case .message(.request(let request)):
      switch takeAccepted() ?? accept(request) {
      case .answer(let response): await answer(response)
      case .start(let job): group.addTask { await self.perform(job) }
      case .wait: break
      }
    case .message(.notification(let notification)): receive(notification)
    case .malformed(let response): await answer(response)
    // This server asks its clients nothing yet; a batch holds messages only.
    case .message(.response), .batch, .ended, .draining, .reset: break
    }
  }

  /// Batches exist in one revision only, in a session that has been opened (2025-03-26, Basic, Batching).
  private func refusalOfBatch(_ parts: [CarrierEvent]) -> JSONRPCResponse? {
    let session = state.withLock { $0.session }
    guard session?.revision.traits.hasBatches == true else {
      let message = "A batch is allowed in a session of revision 2025-03-26 only"
      return JSONRPCResponse(id: nil, outcome: .failure(MCPError(.invalidRequest, message)))
    }
    return parts.isEmpty
      ? JSONRPCResponse(id: nil, outcome: .failure(MCPError(.invalidRequest, "The batch is empty"))) : nil
  }

  /// Answers a request where it was read, if it can be answered at once. What it comes to otherwise is kept for `run`,
  /// which gets the same request next.
  private func answerImmediately(_ event: CarrierEvent) -> Bool {
    guard case .message(.request(let request)) = event else { return false }
    let acceptance = accept(request)
    if case .answer(let response) = acceptance, carrier.offer(.response(response)) { return true }
    state.withLock { $0.accepted = acceptance }
    return false
  }

  private func takeAccepted() -> Acceptance? {
    state.withLock { state in
      defer { state.accepted = nil }
      return state.accepted
    }
  }

  private func answer(_ response: JSONRPCResponse) async {
    if !carrier.offer(.response(response)) { await carrier.send(.response(response)) }
  }

  private enum Acceptance {
    case answer(JSONRPCResponse)
    case start(Job)
    case wait
  }

  private func accept(_ request: JSONRPCRequest) -> Acceptance {
    let (session, isDuplicate) = state.withLock { ($0.session, !$0.pending.isEmpty && $0.pending[request.id] != nil) }
    if isDuplicate {
      return .answer(refusal(request, MCPError(.invalidRequest, "/id: a request with this id is in flight")))
    }
    switch engine.dispatch(request, session: session, arrival: arrival) {
    case .answered(let response):
      return .answer(response)
    case .opened(let session, let response):
      state.withLock { $0.session = session }
      return .answer(response)
    case .pending(let work):
      let job = Job(id: request.id, scope: CancelScope(), sizeBytes: request.sizeBytes, work: work)
      return state.withLock { state in
        if state.running < engine.limits.maxInFlightPerConnection {
          state.running += 1
          state.pending[job.id] = job.scope
          return .start(job)
        }
        let waitingBytes = state.waitingBytes + job.sizeBytes
        guard state.waiting.count < engine.limits.maxWaitingPerConnection,
          state.waiting.isEmpty || waitingBytes <= engine.limits.maxWaitingBytesPerConnection
        else {
          return .answer(refusal(request, .overloaded("too many requests of this connection are waiting")))
        }
        state.pending[job.id] = job.scope
        state.waiting.append(job)
        state.waitingBytes = waitingBytes
        return .wait
      }
    }
  }

  private func refusal(_ request: JSONRPCRequest, _ error: MCPError) -> JSONRPCResponse {
    JSONRPCResponse(id: request.id, outcome: .failure(error), form: request.form)
  }

  /// Runs a job, and then those that waited for its place. After a reset those never run.
  private func perform(_ first: Job) async {
    var next: Job? = first
    while let job = next, !Task.isCancelled {
      let response = await job.scope.run(job.work)
      // The id is free before the client can see the answer.
      state.withLock { state in
        if state.pending[job.id] === job.scope { state.pending[job.id] = nil }
      }
      // Sent rather than offered: the reader may be waiting, and nobody else would let the answer go out. After a reset
      // nobody is told anything, not even that the request was cancelled.
      if let response, !Task.isCancelled { await carrier.send(.response(response)) }
      next = state.withLock { state in
        guard !state.waiting.isEmpty else {
          state.running -= 1
          return nil
        }
        let next = state.waiting.removeFirst()
        state.waitingBytes -= next.sizeBytes
        return next
      }
    }
  }

  private func receive(_ notification: JSONRPCNotification) {
    // A cancellation of what is unknown or over is ignored (MCP, Cancellation, Error Handling).
    guard let id = notification.cancelledRequest else { return }
    let scope = state.withLock { state -> CancelScope? in
      guard let scope = state.pending.removeValue(forKey: id) else { return nil }
      if let index = state.waiting.firstIndex(where: { $0.scope === scope }) {
        state.waitingBytes -= state.waiting.remove(at: index).sizeBytes
      }
      return scope
    }
    scope?.cancel()
  }
}

/// Notifications of a connection's requests go where its answers go.
private struct CarrierNotifications: NotificationSink {
  let carrier: any Carrier

  func notify(_ notification: JSONRPCNotification) async {
    guard !Task.isCancelled else { return }
    await carrier.send(.notification(notification))
  }
}
