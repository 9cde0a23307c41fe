/// What a sender that waits for room takes its message back by, when its task is cancelled.
@usableFromInline
package final class SenderTicket: Sendable {
  package init() {}
}

/// The senders of one stream that found no room: they wait in order, each with its one message.
///
/// `Waiter` is what a suspended sender is resumed with. Bounded by the tasks that send.
@usableFromInline
package struct BlockedSenders<Message: Sendable, Waiter: Sendable>: Sendable {
  @usableFromInline
  struct Sender: Sendable {
    @usableFromInline let message: Message
    @usableFromInline let waiter: Waiter
    @usableFromInline let ticket: SenderTicket

    @inlinable
    init(message: Message, waiter: Waiter, ticket: SenderTicket) {
      self.message = message
      self.waiter = waiter
      self.ticket = ticket
    }
  }

  @usableFromInline var senders = FIFO<Sender>()

  @inlinable
  package init() {}

  @inlinable
  package var isEmpty: Bool { senders.isEmpty }

  @inlinable
  package mutating func append(_ message: Message, _ waiter: Waiter, _ ticket: SenderTicket) {
    senders.append(Sender(message: message, waiter: waiter, ticket: ticket))
  }

  /// Takes a sender out; nil when it was let in already, or does not wait yet.
  @inlinable
  package mutating func withdraw(_ ticket: SenderTicket) -> Waiter? {
    senders.remove { $0.ticket === ticket }?.waiter
  }

  /// The sender whose turn it is.
  @inlinable
  package mutating func popFirst() -> (message: Message, waiter: Waiter)? {
    senders.popFirst().map { ($0.message, $0.waiter) }
  }

  /// Everyone, when there will never be room again.
  @inlinable
  package mutating func removeAll() -> [Waiter] {
    var refused: [Waiter] = []
    while let first = senders.popFirst() { refused.append(first.waiter) }
    return refused
  }
}
