package import Bytes
internal import CBeast
internal import Handoff
internal import Synchronization

/// A WebSocket, as its handler sees it.
///
/// One task at a time reads with `next`. Any task or thread may send; messages go out in the order in which they were
/// accepted. All of it may still be called after the connection ended and then says so. Pings are answered, and sent,
/// without the handler.
package final class WebSocketConnection: OutboundStream, @unchecked Sendable {
  private struct State {
    var inbound = InboundSlot<WebSocketEvent, UnsafeContinuation<WebSocketEvent, Never>>()
    /// The reader took a message, and the next may be read.
    var readsOn = false
    /// What to close with, once it was asked for.
    var closing: WebSocketClosing?
    var isDraining = false
  }

  private let state = Mutex(State())

  // Touched on the loop's thread only.

  private var handle: OpaquePointer?
  private var task: UnsafeCurrentTask?
  private var immediate: (@Sendable (WebSocketEvent) -> Bool)?
  private var hasClosed = false
  private var isBroken = false

  override init(loop: HTTPLoop) {
    super.init(loop: loop)
    loop.liveCount.add(1, ordering: .relaxed)
  }

  deinit { loop.liveCount.subtract(1, ordering: .relaxed) }

  /// The next thing that happens. When the calling task is cancelled it is `closed` with `abnormal`, whatever happens.
  package func next() async -> WebSocketEvent {
    if let event = take() { return event }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let (event, readsOn) = state.withLock { state -> (WebSocketEvent?, Bool) in
          if let (event, readsOn) = state.inbound.take() { return (event, readsOn) }
          state.inbound.wait(continuation)
          return (nil, false)
        }
        if readsOn { readOn() }
        if let event {
          continuation.resume(returning: event)
        } else if Task.isCancelled {
          stopWaiting()
        }
      }
    } onCancel: {
      stopWaiting()
    }
  }

  /// Sees each message first, on the loop's thread, while a reader waits in `next` and there is room for an answer: what
  /// it takes, by answering true, the reader is not woken for. It must not block. Called by the handler, before it reads.
  package func receiveImmediately(_ receive: @escaping @Sendable (WebSocketEvent) -> Bool) {
    precondition(loop.isCurrent, "the handler itself says what is received immediately")
    immediate = receive
  }

  /// Takes a text message, of UTF-8, if there is room for it at once, and says whether it did.
  package func offer(_ text: SharedBytes) -> Bool { accepts(Queue.Piece(bytes: text, isText: true)) }

  /// Takes a binary message in the same way.
  package func offer(binary bytes: SharedBytes) -> Bool { accepts(Queue.Piece(bytes: bytes, isText: false)) }

  /// Takes a text message, of UTF-8; suspends while the peer reads too slowly.
  ///
  /// - Returns: false when the connection closed, or the task was cancelled, before there was room; it is dropped.
  @discardableResult
  package func send(_ text: SharedBytes) async -> Bool { await offerWaiting(Queue.Piece(bytes: text, isText: true)) }

  /// Takes a binary message in the same way.
  @discardableResult
  package func send(binary bytes: SharedBytes) async -> Bool {
    await offerWaiting(Queue.Piece(bytes: bytes, isText: false))
  }

  /// Closes the connection after everything accepted before. The first call counts.
  ///
  /// - Parameter reason: cut at 123 bytes.
  package func close(_ code: WebSocketCloseCode = .normal, reason: String = "") {
    let closing = WebSocketClosing(code, reason: reason)
    let isFirst = state.withLock { state in
      defer { state.closing = state.closing ?? closing }
      return state.closing == nil
    }
    if isFirst { endQueue() }
  }

  /// Whether the server has begun to shut down.
  package var isDraining: Bool { state.withLock { $0.isDraining } }

  private func accepts(_ piece: Queue.Piece) -> Bool {
    switch super.offer(piece) {
    case .accepted, .acceptedFirst: true
    case .full, .closed: false
    }
  }

  private func take() -> WebSocketEvent? {
    guard let (event, readsOn) = state.withLock({ $0.inbound.take() }) else { return nil }
    if readsOn { readOn() }
    return event
  }

  private func stopWaiting() {
    let reader = state.withLock { $0.inbound.stopWaiting() }
    reader?.resume(returning: .closed(.abnormal, reason: ""))
  }

  /// Has the next message read, on the loop's thread.
  private func readOn() {
    if loop.isCurrent {
      if let handle { cbeast_websocket_read(handle) }
    } else {
      state.withLock { $0.readsOn = true }
      flushSoon()
    }
  }

  // On the loop's thread.

  func opened(_ handle: OpaquePointer) { self.handle = handle }

  /// From now on a task serves it. This and the next are functions by themselves, so that the task keeps nothing of them
  /// for as long as the connection lasts.
  @inline(never)
  func begins(in current: UnsafeCurrentTask) {
    task = current
    if isBroken { current.cancel() }
  }

  /// The task is through with it, back on the loop's thread, as is the event that could cancel the task.
  @inline(never)
  func served() {
    task = nil
    immediate = nil
    close(isDraining ? .goingAway : .normal)
  }

  /// A message arrived; answers whether to read on.
  func received(_ bytes: UnsafeRawBufferPointer, isText: Bool) -> Bool {
    guard let handle else { return false }
    let bytes = HeldMessage.copy(bytes, of: handle, on: loop)
    let message: WebSocketEvent = isText ? .text(bytes) : .binary(bytes)
    if let immediate, state.withLock({ $0.inbound.isAwaited }), withQueue({ $0.hasRoom }), immediate(message) {
      return true
    }
    guard let reader = state.withLock({ $0.inbound.receive(message) }) else { return false }
    reader.resume(returning: message)
    return true
  }

  func closed(_ code: WebSocketCloseCode, reason: String) {
    let event = WebSocketEvent.closed(code, reason: reason)
    let reader = state.withLock { $0.inbound.end(event) }
    reader?.resume(returning: event)
    close()
    if code == .abnormal {
      isBroken = true
      task?.cancel()
    }
  }

  func drain() {
    let reader = state.withLock { state in
      state.isDraining = true
      return state.inbound.drain()
    }
    reader?.resume(returning: .draining)
  }

  func gone() {
    handle = nil
    close()
  }

  override func settle() {
    let readsOn = state.withLock { state in
      defer { state.readsOn = false }
      return state.readsOn
    }
    if readsOn, let handle { cbeast_websocket_read(handle) }
  }

  override func write(_ pieces: UnsafeBufferPointer<cbeast_piece>) {
    guard let handle, let start = pieces.baseAddress else { return }
    cbeast_websocket_send(handle, start, pieces.count)
  }

  override func ended() {
    guard !hasClosed, let handle, let closing = state.withLock({ $0.closing }) else { return }
    hasClosed = true
    var reason = closing.reason
    reason.withUTF8 { cbeast_websocket_close(handle, closing.code.rawValue, cbeast_text($0)) }
  }
}
