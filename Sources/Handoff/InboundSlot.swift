/// What the reader of a stream is told: messages, how they end, and that the server drains.
@usableFromInline
package protocol InboundEvent: Sendable {
  /// The server has begun to shut down; said once. Messages may still follow.
  static var draining: Self { get }
}

/// The receiving half of a stream as a state machine without I/O: one message is received ahead, then the transport is
/// left to hold the peer back.
///
/// `Waiter` is what the suspended reader is resumed with; there is one reader at a time.
@usableFromInline
package struct InboundSlot<Event: InboundEvent, Waiter: Sendable>: Sendable {
  @usableFromInline var message: Event?
  @usableFromInline var ending: Event?
  @usableFromInline var waiter: Waiter?
  @usableFromInline var owesDrainNotice = false

  @inlinable
  package init() {}

  /// Whether a reader is suspended.
  @inlinable
  package var isAwaited: Bool { waiter != nil }

  /// Takes what is there for the reader, and says whether to receive the next message.
  @inlinable
  package mutating func take() -> (event: Event, receivesNext: Bool)? {
    if let message = message.take() { return (message, ending == nil) }
    if let ending { return (ending, false) }
    guard owesDrainNotice else { return nil }
    owesDrainNotice = false
    return (.draining, false)
  }

  /// Suspends the reader. Only after `take` answered nil.
  @inlinable
  package mutating func wait(_ waiter: Waiter) {
    precondition(self.waiter == nil, "a stream has one reader at a time")
    self.waiter = waiter
  }

  /// Takes the reader back, when its task was cancelled.
  @inlinable
  package mutating func stopWaiting() -> Waiter? {
    waiter.take()
  }

  /// A message arrived. Answers the reader to give it to, or keeps it; with a reader the next message is received.
  @inlinable
  package mutating func receive(_ message: Event) -> Waiter? {
    if let waiter = waiter.take() { return waiter }
    self.message = message
    return nil
  }

  /// No more messages. Answers the reader to tell. The first end counts.
  @inlinable
  package mutating func end(_ ending: Event) -> Waiter? {
    if self.ending == nil { self.ending = ending }
    return waiter.take()
  }

  /// As `end`, but now: a message that nobody took is dropped, and an end before this one forgotten.
  @inlinable
  package mutating func fail(_ ending: Event) -> Waiter? {
    message = nil
    self.ending = ending
    return waiter.take()
  }

  /// The server drains. Answers the reader to tell; without one the notice waits.
  @inlinable
  package mutating func drain() -> Waiter? {
    guard ending == nil else { return nil }
    if let waiter = waiter.take() { return waiter }
    owesDrainNotice = true
    return nil
  }
}
