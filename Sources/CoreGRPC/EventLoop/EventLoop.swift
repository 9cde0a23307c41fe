internal import CGRPC
internal import Glibc
internal import Handoff
internal import Synchronization

/// One thread, one completion queue, and the Swift tasks that run between its events.
///
/// Tasks that prefer this executor run on the loop's thread, so a handler that is woken by an event needs no hop to
/// another thread. They must not block: everything else on the loop waits for them. After `stop` the loop hands jobs
/// to the global executor, so that no task is ever lost.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
  let library: CoreLibrary
  let queue: OpaquePointer
  /// The calls that exist on this loop, finished ones still held by someone included. Tests watch it for leaks.
  let liveCalls = Atomic<Int>(0)

  private let waker: Waker
  private let gone = Gate()
  private let remote: Mutex<RemoteJobs>
  /// Jobs from the loop's own thread, touched by no other.
  private var jobs: [UnownedJob] = []
  private var runningJobs: [UnownedJob] = []
  /// Streams whose answers wait for a quiet moment, so that many go out in one packet; touched by no other thread.
  private var unwritten: [ServerStream] = []
  /// Events that have passed while answers wait.
  private var eventsWaited = 0
  /// After so many events answers are written although no quiet moment has come.
  private static var maxEventsWaited: Int { 256 }
  /// `pthread_self()` of the loop's thread while it runs, else 0.
  private let thread = Atomic<UInt>(0)

  /// Work handed over by other threads. It is bounded by the tasks that exist: a task has at most one job.
  private struct RemoteJobs {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  /// Starts the loop's thread.
  ///
  /// - Throws: `resourceExhausted` when the system has no thread to give.
  package init() throws(GRPCError) {
    library = CoreLibrary()
    queue = grpc_completion_queue_create_for_next(nil)
    waker = Waker(queue: queue)
    remote = Mutex(RemoteJobs())
    let context = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<EventLoop>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      waker.close()
      grpc_completion_queue_shutdown(queue)
      grpc_completion_queue_destroy(queue)
      throw GRPCError(.resourceExhausted, "no thread for an event loop", cause: SystemError(number: result))
    }
    pthread_detach(thread)
  }

  /// Whether the caller is on the loop's thread.
  var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isCurrent {
      jobs.append(job)
      return
    }
    // Waking happens under the lock: the queue must not be shut down in between.
    let isStopped = remote.withLock { remote in
      guard !remote.isStopped else { return true }
      remote.jobs.append(job)
      if remote.jobs.count == 1 { waker.wake() }
      return false
    }
    if isStopped { globalConcurrentExecutor.enqueue(job) }
  }

  /// Ends the loop once every outstanding operation has come back. Nothing may be started on it afterwards.
  package func stop() {
    remote.withLock { remote in
      guard !remote.isStopped else { return }
      remote.isStopped = true
      grpc_completion_queue_shutdown(queue)
    }
  }

  /// Returns once the loop has ended after `stop`.
  package func ended() async {
    await gone.wait()
  }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    let never = gpr_inf_future(GPR_CLOCK_MONOTONIC)
    let now = gpr_inf_past(GPR_CLOCK_MONOTONIC)
    loop: while true {
      let event = grpc_completion_queue_next(queue, jobs.isEmpty && unwritten.isEmpty ? never : now, nil)
      var isQuiet = false
      switch event.type {
      case GRPC_OP_COMPLETE: complete(event)
      case GRPC_QUEUE_SHUTDOWN: break loop
      default: isQuiet = jobs.isEmpty
      }
      runJobs()
      if !unwritten.isEmpty { writeIfDue(isQuiet) }
    }
    flush()
    end()
  }

  /// Has a stream flushed at the next quiet moment; on the loop's thread.
  func flushSoon(_ stream: ServerStream) { unwritten.append(stream) }

  private func writeIfDue(_ isQuiet: Bool) {
    eventsWaited += 1
    if isQuiet || eventsWaited >= Self.maxEventsWaited { flush() }
  }

  private func flush() {
    eventsWaited = 0
    for stream in unwritten { stream.flush() }
    unwritten.removeAll(keepingCapacity: true)
  }

  private func complete(_ event: grpc_event) {
    let tag = UInt(bitPattern: event.tag)
    guard tag != Waker.tag else {
      let arrived = remote.withLock { remote in
        defer { remote.jobs.removeAll(keepingCapacity: true) }
        return remote.jobs
      }
      jobs += arrived
      return
    }
    let pointer = UnsafeRawPointer(bitPattern: tag & ~15)!
    // The tag's reference keeps the target alive meanwhile, without another one.
    let reference = Unmanaged<CompletionTarget>.fromOpaque(pointer)
    let operation = Operation(rawValue: tag & 15)!
    let disposition = reference._withUnsafeGuaranteedRef { $0.complete(operation, success: event.success != 0) }
    guard case .reuse = disposition else { return reference.release() }
    var target = reference.takeRetainedValue()
    if isKnownUniquelyReferenced(&target) { target.recycle() }
  }

  /// Runs what is ready now. What these jobs make ready waits for the next round, after the queue was polled.
  private func runJobs() {
    guard !jobs.isEmpty else { return }
    swap(&jobs, &runningJobs)
    let executor = asUnownedTaskExecutor()
    for job in runningJobs {
      job.runSynchronously(on: executor)
    }
    runningJobs.removeAll(keepingCapacity: true)
  }

  private func end() {
    jobs += remote.withLock { remote in
      defer { remote.jobs = [] }
      return remote.jobs
    }
    while !jobs.isEmpty { runJobs() }
    // The system may give this thread's identifier to another thread as soon as this one is gone.
    thread.store(0, ordering: .relaxed)
    waker.close()
    grpc_completion_queue_destroy(queue)
    gone.open()
  }
}
