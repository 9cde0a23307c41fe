internal import Bytes

/// The receiving half of a stream as a state machine without I/O: one message is received ahead, then the core is left
/// to hold the peer back.
///
/// `Waiter` is what the suspended reader is resumed with; there is one reader at a time.
struct InboundSlot<Waiter: Sendable>: Sendable {

  private enum Ending: Sendable {
    case ended
    case failed
  }

  private var message: SharedBytes?
  private var ending: Ending?
  private var waiter: Waiter?
  private var owesDrainNotice = false

  /// Whether a reader is suspended.
  var isAwaited: Bool { waiter != nil }

  /// Takes what is there for the reader. After a message the caller starts the next receive operation.
  mutating func take() -> StreamEvent? {
    if let message = message.take() { return .message(message) }
    switch ending {
    case .failed: return .failed
    case .ended: return .ended
    case nil: break
    }
    guard owesDrainNotice else { return nil }
    owesDrainNotice = false
    return .draining
  }

  /// Suspends the reader. Only after `take` answered nil.
  mutating func wait(_ waiter: Waiter) {
    precondition(self.waiter == nil, "a stream has one reader at a time")
    self.waiter = waiter
  }

  /// Takes the reader back, when its task was cancelled.
  mutating func stopWaiting() -> Waiter? {
    waiter.take()
  }

  /// A message arrived. Answers the reader to give it to, or keeps it; with a reader the caller starts the next
  /// receive operation.
  mutating func receive(_ message: SharedBytes) -> Waiter? {
    if let waiter = waiter.take() { return waiter }
    self.message = message
    return nil
  }

  /// No more messages. Answers the reader to tell.
  mutating func end(failed: Bool) -> Waiter? {
    if ending == nil || failed { ending = failed ? .failed : .ended }
    if failed { message = nil }
    return message == nil ? waiter.take() : nil
  }

  /// The server drains. Answers the reader to tell; without one the notice waits.
  mutating func drain() -> Waiter? {
    guard ending == nil else { return nil }
    if let waiter = waiter.take() { return waiter }
    owesDrainNotice = true
    return nil
  }
}
