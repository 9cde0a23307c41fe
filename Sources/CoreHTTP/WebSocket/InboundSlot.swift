/// The receiving half of a WebSocket as a state machine without I/O: one message is received ahead, then TCP holds the
/// peer back.
///
/// `Waiter` is what the suspended reader is resumed with; there is one reader at a time.
struct InboundSlot<Waiter: Sendable>: Sendable {
  private var message: WebSocketEvent?
  private var ending: WebSocketEvent?
  private var waiter: Waiter?
  private var owesDrainNotice = false

  /// Whether a reader is suspended.
  var isAwaited: Bool { waiter != nil }

  /// Takes what is there for the reader, and says whether reading has to go on for the next message.
  mutating func take() -> (event: WebSocketEvent, readsOn: Bool)? {
    if let message = message.take() { return (message, ending == nil) }
    if let ending { return (ending, false) }
    guard owesDrainNotice else { return nil }
    owesDrainNotice = false
    return (.draining, false)
  }

  /// Suspends the reader. Only after `take` answered nil.
  mutating func wait(_ waiter: Waiter) {
    precondition(self.waiter == nil, "a WebSocket has one reader at a time")
    self.waiter = waiter
  }

  /// Takes the reader back, when its task was cancelled.
  mutating func stopWaiting() -> Waiter? { waiter.take() }

  /// A message arrived. Answers the reader to give it to, or keeps it; with a reader, reading goes on.
  mutating func receive(_ message: WebSocketEvent) -> Waiter? {
    if let waiter = waiter.take() { return waiter }
    self.message = message
    return nil
  }

  /// Nothing more arrives. Answers the reader to tell.
  mutating func end(_ ending: WebSocketEvent) -> Waiter? {
    if self.ending == nil { self.ending = ending }
    return waiter.take()
  }

  /// The server drains. Answers the reader to tell; without one the notice waits.
  mutating func drain() -> Waiter? {
    guard ending == nil else { return nil }
    if let waiter = waiter.take() { return waiter }
    owesDrainNotice = true
    return nil
  }
}
