internal import Bytes
internal import CBeast
internal import Handoff
internal import Synchronization

/// What sends pieces of bytes to a connection from any thread: they gather, and go out in one batch at the end of the
/// loop's round.
package class OutboundStream: @unchecked Sendable {
  typealias Queue = OutboundQueue<UnsafeContinuation<Bool, Never>>

  final let loop: HTTPLoop
  private let queue: Mutex<Queue>

  init(loop: HTTPLoop) {
    self.loop = loop
    queue = Mutex(Queue(highWaterBytes: loop.highWaterBytes))
  }

  /// Writes a batch, to be kept until `written`; on the loop's thread.
  func write(_ pieces: UnsafeBufferPointer<cbeast_piece>) {
    fatalError("an outbound stream writes its pieces")
  }

  /// Something may have changed since the last batch; on the loop's thread.
  func settle() {}

  final func withQueue<Result>(_ body: (inout Queue) -> Result) -> Result {
    queue.withLock { body(&$0) }
  }

  final func offer(_ piece: Queue.Piece) -> Queue.Offer {
    let offer = withQueue { $0.offer(piece) }
    if offer == .acceptedFirst { loop.flushSoon(self) }
    return offer
  }

  /// Waits while the stream is full. Answers false when the stream closed, or the task was cancelled, before there was
  /// room.
  final func offerWaiting(_ piece: Queue.Piece) async -> Bool {
    switch offer(piece) {
    case .accepted, .acceptedFirst: return true
    case .closed: return false
    case .full: break
    }
    let ticket = SenderTicket()
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let offer = withQueue { queue in
          let offer = queue.offer(piece)
          if offer == .full { queue.block(piece, continuation, ticket) }
          return offer
        }
        switch offer {
        case .full: if Task.isCancelled { withdraw(ticket) }
        case .acceptedFirst:
          loop.flushSoon(self)
          continuation.resume(returning: true)
        case .accepted: continuation.resume(returning: true)
        case .closed: continuation.resume(returning: false)
        }
      }
    } onCancel: {
      withdraw(ticket)
    }
  }

  /// Has `flush` called soon, if it is not going to be anyway.
  final func flushSoon() {
    if withQueue({ $0.announce() }) { loop.flushSoon(self) }
  }

  /// Writes what waits, if nothing is being written; on the loop's thread.
  final func flush() {
    settle()
    guard let batch = withQueue({ $0.take() }) else { return settleEnd() }
    withUnsafeTemporaryAllocation(of: cbeast_piece.self, capacity: batch.count) { pieces in
      for (index, piece) in batch.enumerated() {
        pieces.initializeElement(
          at: index, to: cbeast_piece(start: piece.bytes.base, length: piece.bytes.count, is_text: piece.isText))
      }
      write(UnsafeBufferPointer(pieces))
    }
  }

  /// Everything has been written and nothing more comes; on the loop's thread.
  func ended() {}

  private func settleEnd() {
    if withQueue({ $0.isComplete }) { ended() }
  }

  /// C needs the batch no more; on the loop's thread.
  final func written() {
    var admitted: [UnsafeContinuation<Bool, Never>] = []
    let goesOn = withQueue { $0.written(&admitted) }
    for sender in admitted { sender.resume(returning: true) }
    // Not at once: a write may end within the call that began it.
    if goesOn { loop.flushSoon(self) }
  }

  /// Nothing more is sent; what was accepted before still is.
  final func endQueue() {
    let refused = withQueue { $0.end() }
    for sender in refused { sender.resume(returning: false) }
    flushSoon()
  }

  /// The connection is gone.
  final func close() {
    let refused = withQueue { $0.close() }
    for sender in refused { sender.resume(returning: false) }
  }

  private func withdraw(_ ticket: SenderTicket) {
    let sender = withQueue { $0.unblock(ticket) }
    sender?.resume(returning: false)
  }
}
