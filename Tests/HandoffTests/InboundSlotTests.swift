import Handoff
import Testing

@Suite("The receiving half of a stream")
struct InboundSlotTests {
  enum Event: InboundEvent, Equatable {
    case message(Int)
    case draining
    case ended
    case failed
  }

  /// A slot that a test may ask within an expectation.
  final class Slot {
    private var slot = InboundSlot<Event, Int>()
    /// Whether the event taken last lets the next message be received.
    private(set) var receivesNext = false

    var isAwaited: Bool { slot.isAwaited }

    func take() -> Event? {
      guard let (event, receivesNext) = slot.take() else { return nil }
      self.receivesNext = receivesNext
      return event
    }

    func wait(_ waiter: Int) { slot.wait(waiter) }
    func stopWaiting() -> Int? { slot.stopWaiting() }
    func receive(_ number: Int) -> Int? { slot.receive(.message(number)) }
    func end() -> Int? { slot.end(.ended) }
    func fail() -> Int? { slot.fail(.failed) }
    func drain() -> Int? { slot.drain() }
  }

  private let slot = Slot()

  @Test("keeps a message that nobody waits for; the next is received when it is taken")
  func ahead() {
    #expect(slot.take() == nil)
    #expect(slot.receive(1) == nil)
    #expect(slot.take() == .message(1))
    #expect(slot.receivesNext)
    #expect(slot.take() == nil)
  }

  @Test("gives a message to the reader that waits")
  func awaited() {
    slot.wait(7)
    #expect(slot.isAwaited)
    #expect(slot.receive(1) == 7)
    #expect(!slot.isAwaited)
    #expect(slot.take() == nil)
  }

  @Test("gives a reader that is cancelled back once")
  func cancelled() {
    slot.wait(8)
    #expect(slot.stopWaiting() == 8)
    #expect(slot.stopWaiting() == nil)
    #expect(slot.receive(1) == nil)
  }

  @Test("delivers the last message before the end, and the end for ever")
  func end() {
    #expect(slot.receive(1) == nil)
    #expect(slot.end() == nil)
    #expect(slot.take() == .message(1))
    #expect(!slot.receivesNext)
    #expect(slot.take() == .ended)
    #expect(slot.take() == .ended)
  }

  @Test("drops an unread message when the stream failed, even after its end, and stays failed")
  func failure() {
    #expect(slot.receive(1) == nil)
    #expect(slot.end() == nil)
    #expect(slot.fail() == nil)
    #expect(slot.end() == nil)
    #expect(slot.take() == .failed)
  }

  @Test("tells the reader that waits how it ends", arguments: [true, false])
  func waiting(fails: Bool) {
    slot.wait(7)
    #expect((fails ? slot.fail() : slot.end()) == 7)
    #expect(slot.stopWaiting() == nil)
    #expect(slot.take() == (fails ? .failed : .ended))
  }

  @Test("says once that the server drains, after a message that is there, and never after the end")
  func draining() {
    #expect(slot.receive(1) == nil)
    #expect(slot.drain() == nil)
    #expect(slot.take() == .message(1))
    #expect(slot.take() == .draining)
    #expect(slot.take() == nil)
    slot.wait(3)
    #expect(slot.drain() == 3)
    #expect(slot.take() == nil)
    #expect(slot.end() == nil)
    #expect(slot.drain() == nil)
    #expect(slot.take() == .ended)
  }
}
