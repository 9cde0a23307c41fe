internal import MCPModel

/// The requests of one connection that have no answer yet: those that run, and those that wait for their place.
struct InFlight: ~Copyable {
  /// A request that takes a task.
  struct Job: Sendable {
    let id: RequestID
    let scope = CancelScope()
    let sizeBytes: Int
    /// The batch that its answer belongs to, if any.
    let batch: Batch?
    /// Nil where it has none that is the connection's to keep.
    let deadline: ContinuousClock.Instant?
    let work: @Sendable () async -> JSONRPCResponse
  }

  enum Place { case runs, waits, refused }

  private var scopes: [RequestID: CancelScope] = [:]
  private var running = 0
  private var waiting: [Job] = []
  /// The sizes of the requests in `waiting`.
  private var waitingBytes = 0

  func contains(_ id: RequestID) -> Bool { !scopes.isEmpty && scopes[id] != nil }

  mutating func add(_ job: Job, limits: EngineLimits) -> Place {
    if running < limits.maxInFlightPerConnection {
      running += 1
      scopes[job.id] = job.scope
      return .runs
    }
    let bytes = waitingBytes + job.sizeBytes
    guard waiting.count < limits.maxWaitingPerConnection,
      waiting.isEmpty || bytes <= limits.maxWaitingBytesPerConnection
    else { return .refused }
    scopes[job.id] = job.scope
    waiting.append(job)
    waitingBytes = bytes
    return .waits
  }

  /// A job has run: its id is free, and the one that has waited longest takes its place once `next` is called.
  mutating func remove(_ job: Job) {
    if scopes[job.id] === job.scope { scopes[job.id] = nil }
  }

  /// What runs in the place of a job that has ended; nil where nothing waits, and the place is free.
  mutating func next() -> Job? {
    guard !waiting.isEmpty else {
      running -= 1
      return nil
    }
    let next = waiting.removeFirst()
    waitingBytes -= next.sizeBytes
    return next
  }

  /// Takes a request out, for whoever cancels it.
  ///
  /// - Returns: what cancels it, and the job itself where it was still waiting.
  mutating func cancel(_ id: RequestID) -> (scope: CancelScope?, waited: Job?) {
    guard let scope = scopes.removeValue(forKey: id) else { return (nil, nil) }
    guard let index = waiting.firstIndex(where: { $0.scope === scope }) else { return (scope, nil) }
    let job = waiting.remove(at: index)
    waitingBytes -= job.sizeBytes
    return (scope, job)
  }
}
