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

  private var scopes: [RequestID: CancelScope] = [:]
  private var running = 0
  /// Those that have a place, and are yet to be started.
  private var ready: [Job] = []
  private var waiting: [Job] = []
  /// The sizes of the requests in `waiting`.
  private var waitingBytes = 0

  /// Whether a job has a place, started or not.
  var isRunning: Bool { running > 0 }

  /// What is to be started.
  mutating func takeReady() -> [Job] {
    defer { ready = [] }
    return ready
  }

  func contains(_ id: RequestID) -> Bool { !scopes.isEmpty && scopes[id] != nil }

  /// - Returns: false where neither a place nor room to wait for one is left.
  mutating func add(_ job: Job, limits: EngineLimits) -> Bool {
    if running < limits.maxInFlightPerConnection {
      running += 1
      ready.append(job)
      scopes[job.id] = job.scope
      return true
    }
    let bytes = waitingBytes + job.sizeBytes
    guard waiting.count < limits.maxWaitingPerConnection,
      waiting.isEmpty || bytes <= limits.maxWaitingBytesPerConnection
    else { return false }
    scopes[job.id] = job.scope
    waiting.append(job)
    waitingBytes = bytes
    return true
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
