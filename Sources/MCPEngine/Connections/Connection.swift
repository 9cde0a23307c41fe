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
  let carrier: any Carrier
  private let arrival: Arrival
  let state = Mutex(State())

  struct State: ~Copyable {
    var live: LiveSession?
    var inFlight = InFlight()
    /// What became of the request that `run` gets next.
    var accepted: Acceptance?
  }

  init(engine: Engine, carrier: any Carrier) {
    self.engine = engine
    self.carrier = carrier
    let arrival = carrier.arrival
    self.arrival = arrival.carrier.carriesNotifications ? arrival.with(sink: CarrierSink(carrier: carrier)) : arrival
  }

  /// Serves the connection to its end.
  ///
  /// Most connections wait for their next event most of the time, and what a function keeps while it waits takes memory
  /// of each: so this one does little itself, and what it calls is never merged into it.
  func run() async {
    open()
    while case .open = await serve(await carrier.next()) {
      if isRunning { guard await serveRunning() else { break } }
    }
    close()
  }

  @inline(never)
  private func open() {
    carrier.receiveImmediately { [self] request in answerImmediately(request) }
  }

  @inline(never)
  private func close() {
    endSession()
    carrier.receiveImmediately(nil)
  }

  /// What an event has led to.
  enum Progress {
    case open
    case ended
    case reset
  }

  var isRunning: Bool { state.withLock { $0.inFlight.isRunning } }

  /// Answers a request where it was read, if it can be answered at once. What it comes to otherwise is kept for `run`,
  /// which gets the same request next.
  private func answerImmediately(_ request: JSONRPCRequest) -> Bool {
    let acceptance = accept(request, in: nil)
    if case .answer(let response) = acceptance, carrier.offer(response) { return true }
    state.withLock { $0.accepted = acceptance }
    return false
  }

  func takeAccepted() -> Acceptance? { state.withLock { $0.accepted.take() } }

  enum Acceptance {
    case answer(JSONRPCResponse)
    case pending
  }

  func accept(_ request: JSONRPCRequest, in batch: Batch?) -> Acceptance {
    let (live, isDuplicate) = state.withLock { ($0.live, $0.inFlight.contains(request.id)) }
    if isDuplicate {
      return .answer(refusal(request, .isInFlight))
    }
    if carrier.tellsRequestsApart {
      let deadline = carrier.deadline(of: request.id)
      let disposition = engine.dispatch(request, live: live, arrival: arrival(of: request, deadline))
      return take(disposition, of: request, in: batch, deadline: deadline)
    }
    let disposition = engine.dispatch(request, live: live, arrival: arrival)
    // The usual answer needs no room for what the others are worked on with.
    if case .answered(let response) = disposition { return .answer(response) }
    return take(disposition, of: request, in: batch, deadline: nil)
  }

  @inline(never)
  private func take(
    _ disposition: Disposition, of request: JSONRPCRequest, in batch: Batch?, deadline: ContinuousClock.Instant?
  ) -> Acceptance {
    switch disposition {
    case .answered(let response):
      return .answer(response)
    case .opened(let session, let response):
      open(session, form: request.form)
      return .answer(response.opening(session.id))
    case .pending(let work):
      let job = InFlight.Job(id: request.id, sizeBytes: request.sizeBytes, batch: batch, deadline: deadline, work: work)
      let isTaken = state.withLock { $0.inFlight.add(job, limits: engine.limits) }
      if isTaken { return .pending }
      return .answer(refusal(request, .overloaded("too many requests of this connection are waiting")))
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
  func endSession() {
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
