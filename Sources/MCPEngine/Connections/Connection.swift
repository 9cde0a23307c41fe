internal import JSON
internal import MCPModel
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

  private struct State: ~Copyable {
    var live: LiveSession?
    var inFlight = InFlight()
    /// What became of the request that `run` gets next.
    var accepted: Kept?
  }

  /// An object, since it is seldom there.
  private final class Kept: Sendable {
    private let acceptance: Mutex<Acceptance?>

    init(_ acceptance: consuming sending Acceptance) { self.acceptance = Mutex(consume acceptance) }

    func take() -> Acceptance? { acceptance.withLock { $0.take() } }
  }

  init(engine: Engine, carrier: any Carrier) {
    self.engine = engine
    self.carrier = carrier
    let arrival = carrier.arrival
    self.arrival = arrival.carrier.carriesNotifications ? arrival.with(sink: CarrierSink(carrier: carrier)) : arrival
  }

  /// Serves the connection to its end.
  func run() async {
    carrier.receiveImmediately { [self] request in answerImmediately(request) }
    defer { carrier.receiveImmediately(nil) }
    await withDiscardingTaskGroup { group in
      while await serveNext(&group) {}
      endSession()
    }
  }

  /// Most connections wait for their next event most of the time, and what a function keeps while it waits takes memory
  /// of each: so this one and the next are functions by themselves.
  ///
  /// - Returns: false at the end.
  @inline(never)
  private func serveNext(_ group: inout DiscardingTaskGroup) async -> Bool {
    await serveFirst(await carrier.next(), &group)
  }

  @inline(never)
  private func serveFirst(_ event: CarrierEvent, _ group: inout DiscardingTaskGroup) async -> Bool {
    switch event {
    case .ended, .draining: return false
    case .reset:
      group.cancelAll()
      return false
    case .batch(let parts): await serve(batch: parts, &group)
    case .message, .malformed: await serve(event, &group)
    }
    return true
  }

  private func serve(
    _ event: CarrierEvent, _ group: inout DiscardingTaskGroup, in batch: Batch? = nil
  ) async {
    switch event {
    case .message(.request(let request)):
      switch takeAccepted() ?? accept(request, in: batch) {
      case .answer(let response): await answer(response, in: batch)
      case .start(let job): group.addTask { await self.perform(job) }
      case .wait: break
      }
    case .message(.notification(let notification)): await receive(notification)
    case .message(.response(let response)): state.withLock { $0.live }?.questions.deliver(response)
    case .malformed(let response): await answer(response, in: batch)
    // A batch holds messages only.
    case .batch, .ended, .draining, .reset: break
    }
  }

  /// Answers the requests of a batch together. Batches exist in one revision only, in a session that has been opened
  /// (2025-03-26, Basic, Batching).
  private func serve(batch parts: [CarrierEvent], _ group: inout DiscardingTaskGroup) async {
    guard state.withLock({ $0.live })?.value.revision.traits.hasBatches == true else {
      return await refuse("A batch is allowed in a session of revision 2025-03-26 only")
    }
    guard !parts.isEmpty else { return await refuse("The batch is empty") }
    let batch = Batch(expecting: parts.count { $0.expectsAnswer })
    for part in parts { await serve(part, &group, in: batch) }
  }

  private func refuse(_ message: String) async {
    await answer(JSONRPCResponse(id: nil, outcome: .failure(MCPError(.invalidRequest, message))), in: nil)
  }

  /// Answers a request where it was read, if it can be answered at once. What it comes to otherwise is kept for `run`,
  /// which gets the same request next.
  private func answerImmediately(_ request: JSONRPCRequest) -> Bool {
    switch accept(request, in: nil) {
    case .answer(let response):
      if carrier.offer(response) { return true }
      keep(.answer(response))
    case .start(let job): keep(.start(job))
    case .wait: keep(.wait)
    }
    return false
  }

  private func keep(_ acceptance: consuming sending Acceptance) {
    let kept = Kept(acceptance)
    state.withLock { $0.accepted = kept }
  }

  private func takeAccepted() -> Acceptance? { state.withLock { $0.accepted.take()?.take() } }

  private func answer(_ response: JSONRPCResponse, in batch: Batch?) async {
    if let batch {
      if let answers = batch.add(response) { await carrier.send(batch: answers) }
    } else if !carrier.offer(response) {
      await carrier.send(.response(response))
    }
  }

  private enum Acceptance: ~Copyable {
    case answer(JSONRPCResponse)
    case start(InFlight.Job)
    case wait
  }

  private func accept(_ request: JSONRPCRequest, in batch: Batch?) -> Acceptance {
    let (live, isDuplicate) = state.withLock { ($0.live, $0.inFlight.contains(request.id)) }
    if isDuplicate {
      return .answer(refusal(request, .isInFlight))
    }
    let deadline = carrier.tellsRequestsApart ? carrier.deadline(of: request.id) : nil
    switch engine.dispatch(
      request, live: live, arrival: carrier.tellsRequestsApart ? arrival(of: request, deadline) : arrival)
    {
    case .answered(let response):
      return .answer(response)
    case .opened(let session, let response):
      open(session, form: request.form)
      return .answer(response.opening(session.id))
    case .pending(let work):
      let job = InFlight.Job(id: request.id, sizeBytes: request.sizeBytes, batch: batch, deadline: deadline, work: work)
      switch state.withLock({ $0.inFlight.add(job, limits: engine.limits) }) {
      case .runs: return .start(job)
      case .waits: return .wait
      case .refused:
        return .answer(refusal(request, .overloaded("too many requests of this connection are waiting")))
      }
    }
  }

  /// How a request came that has a way of its own for what belongs to it.
  private func arrival(of request: JSONRPCRequest, _ deadline: ContinuousClock.Instant?) -> Arrival {
    let sink = arrival.sink.map { _ in RequestSink(carrier: carrier, id: request.id) }
    return arrival.with(deadline: deadline, sink: sink)
  }

  private func refusal(_ request: JSONRPCRequest, _ error: MCPError) -> JSONRPCResponse {
    JSONRPCResponse(id: request.id, outcome: .failure(error), form: request.form)
  }

  /// Runs a job, and then those that waited for its place. After a reset those never run.
  private func perform(_ first: InFlight.Job) async {
    var next: InFlight.Job? = first
    while let job = next, !Task.isCancelled {
      if let deadline = job.deadline {
        await perform(job, by: deadline)
      } else {
        await end(job, await job.scope.run(job.work))
      }
      next = state.withLock { $0.inFlight.next() }
    }
  }

  /// By itself, for the memory of those without a deadline.
  @inline(never)
  private func perform(_ job: InFlight.Job, by deadline: ContinuousClock.Instant) async {
    let late = JSONRPCResponse(id: job.id, outcome: .failure(.deadlineExceeded))
    await job.scope.run(by: deadline, orElse: late, job.work) { await self.end(job, $0) }
  }

  private func end(_ job: InFlight.Job, _ response: JSONRPCResponse?) async {
    // The id is free before the client can see the answer.
    state.withLock { $0.inFlight.remove(job) }
    await finish(job, response)
  }

  /// Sends what a job came to; a cancelled one comes to nothing.
  private func finish(_ job: InFlight.Job, _ response: JSONRPCResponse?) async {
    // After a reset nobody is told anything, not even that the request was cancelled.
    guard !Task.isCancelled else { return }
    if let batch = job.batch {
      if let answers = batch.add(response) { await carrier.send(batch: answers) }
    } else if let response {
      // Sent rather than offered: the reader may be waiting, and nobody else would let the answer go out.
      await carrier.send(.response(response))
    }
  }

  private func receive(_ notification: JSONRPCNotification) async {
    if notification.method == "notifications/initialized" { state.withLock { $0.live }?.subscription?.start() }
    // A cancellation of what is unknown or over is ignored (MCP, Cancellation, Error Handling).
    guard let id = notification.cancelledRequest else { return }
    let (scope, waited) = state.withLock { $0.inFlight.cancel(id) }
    scope?.cancel()
    if let waited { await finish(waited, nil) }
  }

  /// The session of this connection, which ends with it.
  private func open(_ session: Session, form: PayloadForm) {
    let live = LiveSession(session, isStored: false, limits: engine.limits)
    if let sink = arrival.sink, arrival.carrier.changesNeed == nil {
      live.subscription = engine.subscribe(to: sink, session.revision, form: form)
    }
    state.withLock { $0.live = live }
    engine.connectionSessions.insert(live) { [self] in
      endSession()
      carrier.sessionEnded()
    }
  }

  /// Ends the session, if there is one still; the connection may go on.
  private func endSession() {
    let live = state.withLock { state in
      defer { state.live = nil }
      return state.live
    }
    guard let live else { return }
    engine.connectionSessions.remove(live)
    live.questions.close()
    if let subscription = live.subscription { engine.unsubscribe(subscription) }
  }
}

extension CarrierEvent {
  fileprivate var expectsAnswer: Bool {
    switch self {
    case .message(.request), .malformed: true
    default: false
    }
  }
}
