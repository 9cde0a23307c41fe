package import Bytes
internal import CGRPC
internal import Handoff
internal import Synchronization

/// A stream of messages in both directions, as its handler sees it.
///
/// One task at a time reads with `next` or `nextEvent`. Any task or thread may send; messages go out in the order in
/// which they were accepted. All of it may still be called after the stream ended and then says so.
package final class ServerStream: ServerCall, MessageStream, @unchecked Sendable {
  struct Ending {
    var status: GRPCStatus
    var metadata: Metadata
  }

  let acceptor: StreamAcceptor
  private let lock = Mutex(())
  /// Memory of its own: what lies in the object or in the lock is copied, or checked at run time, with every use.
  private let parts: UnsafeMutablePointer<Parts>
  let trailingMetadata = Mutex(Metadata())

  private struct Parts {
    /// Guarded by `lock`.
    var state: StreamState<Ending>
    /// The handler's task while it runs; touched on the loop's thread only.
    var task: UnsafeCurrentTask?
    /// Sees each message first; touched on the loop's thread only.
    var immediate: (@Sendable (SharedBytes) -> Bool)?
  }

  init(acceptor: StreamAcceptor) {
    self.acceptor = acceptor
    parts = .allocate(capacity: 1)
    let outbound = StreamState<Ending>.Outbound(highWaterBytes: acceptor.setup.configuration.streamHighWaterBytes, metadata: Metadata())
    parts.initialize(to: Parts(state: StreamState(outbound: outbound)))
    super.init(loop: acceptor.setup.loop)
  }

  deinit {
    parts.deinitialize(count: 1)
    parts.deallocate()
  }

  func withState<Result>(_ body: (inout StreamState<Ending>) -> Result) -> Result {
    lock.withLock { _ in body(&parts.pointee.state) }
  }

  override func complete(_ operation: Operation, success: Bool) -> Disposition {
    switch operation {
    case .arrived:
      // Without success the server is shutting down and no call came.
      if success { arrived() }
    case .received: received()
    case .sent: sent(success)
    case .closed: closed()
    default: break
    }
    return .keep
  }

  private func arrived() {
    acceptor.requestNext()
    let result = start(.closed, on: handle) { $0.receiveClose(block.pointer(to: \.wasCancelled)!) }
    precondition(result == GRPC_CALL_OK, "a new stream refused its first operation")
    guard acceptor.setup.gate.admits() else { return finish(ArrivalGate.refusal) }
    withState { receiveNext(&$0) }
    acceptor.add(self)
    acceptor.setup.tasks.submit { await self.serve(in: $0) }
  }

  private func serve(in current: UnsafeCurrentTask) async {
    parts.pointee.task = current
    if isReset { current.cancel() }
    let status = await acceptor.handler(self)
    // Back on the loop's thread, as is the event that could cancel the task.
    parts.pointee.task = nil
    acceptor.remove(self)
    finish(status)
  }

  /// Whether the caller is the handler itself, on the loop's thread.
  var isHandlerTask: Bool {
    loop.isCurrent && withUnsafeCurrentTask { $0 == parts.pointee.task }
  }

  private func received() {
    guard let message = takeMessage() else { return receivedNothing() }
    guard let immediate = parts.pointee.immediate else { return received(message) }
    // The handler waits and there is room for an answer: then it need not be woken for what can be answered here.
    let isImmediate = withState { state in
      guard state.inbound.isAwaited, state.outbound.hasRoom else { return false }
      receiveNext(&state)
      return true
    }
    guard isImmediate else { return received(message) }
    if !immediate(message) { withState { $0.inbound.receive(.message(message)) }?.resume(returning: .message(message)) }
  }

  /// Lets `body` see each message first, on the loop's thread, while the handler waits for one and the stream has room
  /// for an answer: it answers with `enqueue` and says true, or says false and leaves the message to the handler, which
  /// gets it next. Nil ends that. To be called on the loop's thread, where the handler's task runs.
  package func receiveImmediately(_ body: (@Sendable (SharedBytes) -> Bool)?) {
    parts.pointee.immediate = body
  }

  private func closed() {
    let isReset = block.pointee.wasCancelled != 0
    over(isReset: isReset)
    if isReset { parts.pointee.task?.cancel() }
  }

  /// Whether the call was cancelled, its deadline passed, or its connection broke.
  package var isReset: Bool { withState { $0.isReset } }

  /// Whether the server has begun to shut down: idle streams should end.
  package var isDraining: Bool { acceptor.isDraining }

  /// Tells the reader that the server drains; from any thread.
  func drain() {
    let reader = withState { $0.inbound.drain() }
    reader?.resume(returning: .draining)
  }
}
