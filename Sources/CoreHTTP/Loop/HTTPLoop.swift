internal import CBeast
internal import Glibc
internal import Handoff
internal import Synchronization

/// One thread, the connections on it, and the Swift tasks that run between their events.
///
/// Tasks that prefer this executor run on the loop's thread, so a handler that is woken by an event needs no hop to
/// another thread. They must not block: everything else on the loop waits for them. After `stop` the loop hands jobs
/// to the global executor, so that no task is ever lost.
final class HTTPLoop: TaskExecutor, @unchecked Sendable {
  let handler: HTTPServer.Handler
  let lateHandler: HTTPServer.LateHandler?
  let highWaterBytes: Int
  let tasks = TaskSupervisor(idleLimit: 64)
  /// Opens when the server drains and no connection is left that is waited for.
  let emptied = Gate()
  /// Opens when the thread has ended.
  let ended = Gate()
  /// The exchanges and WebSockets of this loop.
  let liveCount = Atomic<Int>(0)

  private let server: ServerHandle
  private var loop: OpaquePointer!
  /// `pthread_self()` of the loop's thread while it runs, else 0.
  private let thread = Atomic<UInt>(0)
  private let hasRemote = Atomic(false)
  private let remote = Mutex(Remote())

  // Touched on the loop's thread only, and never within another access to the same: to check that, twenty times a message,
  // would be felt.

  /// Jobs from the loop's own thread.
  @exclusivity(unchecked) private var jobs: [UnownedJob] = []
  @exclusivity(unchecked) private var runningJobs: [UnownedJob] = []
  /// What has something to send and waits for the end of the round, so that much goes out at once.
  @exclusivity(unchecked) private var unflushed: [OutboundStream] = []
  @exclusivity(unchecked) private var flushing: [OutboundStream] = []

  /// Work handed over by other threads. A task has at most one job, and a stream is on the list once.
  private struct Remote {
    var jobs: [UnownedJob] = []
    var unflushed: [OutboundStream] = []
    var isStopped = false
  }

  init(
    server: ServerHandle, highWaterBytes: Int, handler: @escaping HTTPServer.Handler,
    lateHandler: HTTPServer.LateHandler?
  ) {
    self.server = server
    self.highWaterBytes = highWaterBytes
    self.handler = handler
    self.lateHandler = lateHandler
    loop = server.addLoop(context: Unmanaged.passUnretained(self).toOpaque())
  }

  /// Starts the loop's thread.
  ///
  /// - Throws: `resourceExhausted` when the system has no thread to give.
  func start() throws(HTTPServerError) {
    let context = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<HTTPLoop>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      throw HTTPServerError(
        .resourceExhausted, "no thread for an event loop", cause: HTTPSystemError(number: result))
    }
    pthread_detach(thread)
  }

  /// Whether the caller is on the loop's thread.
  var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isCurrent {
      jobs.append(job)
    } else if !handOver({ $0.jobs.append(job) }) {
      globalConcurrentExecutor.enqueue(job)
    }
  }

  /// Has a stream flushed at the end of the round; from any thread.
  func flushSoon(_ stream: OutboundStream) {
    if isCurrent {
      unflushed.append(stream)
    } else {
      // After the end nobody listens any more.
      _ = handOver { $0.unflushed.append(stream) }
    }
  }

  /// Ends the loop, and the connections that nobody waits for.
  func stop() {
    remote.withLock { $0.isStopped = true }
    hasRemote.store(true, ordering: .releasing)
    cbeast_loop_wake(loop)
  }

  /// Gives something to the loop's thread; answers false when that has ended, or is about to.
  private func handOver(_ add: (inout Remote) -> Void) -> Bool {
    remote.withLock { remote in
      guard !remote.isStopped else { return false }
      add(&remote)
      // Under the lock: the loop must not be gone in between.
      if !hasRemote.exchange(true, ordering: .acquiringAndReleasing) { cbeast_loop_wake(loop) }
      return true
    }
  }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    cbeast_loop_run(loop)
    _ = turn(isEndOfRound: true)
    while !jobs.isEmpty { runJobs() }
    // The system may give this thread's identifier to another thread as soon as this one is gone.
    thread.store(0, ordering: .relaxed)
    ended.open()
  }

  /// Runs what is ready; at the end of a round sends what waits to be sent. Answers whether more has become ready
  /// meanwhile, or waits.
  func turn(isEndOfRound: Bool) -> Bool {
    if hasRemote.load(ordering: .acquiring) { takeRemote() }
    runJobs()
    if isEndOfRound { flush() }
    return !jobs.isEmpty || !unflushed.isEmpty
  }

  private func takeRemote() {
    let isStopped = remote.withLock { remote in
      hasRemote.store(false, ordering: .relaxed)
      jobs += remote.jobs
      unflushed += remote.unflushed
      remote.jobs.removeAll(keepingCapacity: true)
      remote.unflushed.removeAll(keepingCapacity: true)
      return remote.isStopped
    }
    if isStopped { cbeast_loop_stop(loop) }
  }

  /// Runs what is ready now. What these jobs make ready waits for the next turn, after the sockets were looked at.
  private func runJobs() {
    guard !jobs.isEmpty else { return }
    swap(&jobs, &runningJobs)
    let executor = asUnownedTaskExecutor()
    for job in runningJobs {
      job.runSynchronously(on: executor)
    }
    runningJobs.removeAll(keepingCapacity: true)
  }

  private func flush() {
    guard !unflushed.isEmpty else { return }
    swap(&unflushed, &flushing)
    for stream in flushing { stream.flush() }
    flushing.removeAll(keepingCapacity: true)
  }
}
