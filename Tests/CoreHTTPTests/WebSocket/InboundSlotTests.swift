import Bytes
import TestSupport
import Testing

@testable import CoreHTTP

@Suite("What a WebSocket has received")
struct InboundSlotTests {
  /// A slot that a test may ask within an expectation.
  final class Slot {
    private var slot = InboundSlot<Int>()

    var isAwaited: Bool { slot.isAwaited }

    func take() -> (event: WebSocketEvent, readsOn: Bool)? { slot.take() }
    var isEmpty: Bool { take() == nil }
    func wait(_ waiter: Int) { slot.wait(waiter) }
    func stopWaiting() -> Int? { slot.stopWaiting() }
    func receive(_ text: String) -> Int? { slot.receive(.text(.text(text))) }
    func end(_ code: WebSocketCloseCode) -> Int? { slot.end(.closed(code, reason: "")) }
    func drain() -> Int? { slot.drain() }
  }

  static func text(_ event: WebSocketEvent?) -> String? {
    if case .text(let bytes)? = event { bytes.string } else { nil }
  }

  @Test("is one message, and reading goes on when it is taken")
  func ahead() {
    let slot = Slot()
    #expect(slot.receive("one") == nil)
    let taken = slot.take()
    #expect(Self.text(taken?.event) == "one")
    #expect(taken?.readsOn == true)
    #expect(slot.isEmpty)
  }

  @Test("goes to a reader that waits")
  func awaited() {
    let slot = Slot()
    slot.wait(7)
    #expect(slot.isAwaited)
    #expect(slot.receive("one") == 7)
    #expect(!slot.isAwaited)
    #expect(slot.isEmpty)
    slot.wait(8)
    #expect(slot.stopWaiting() == 8)
    #expect(slot.stopWaiting() == nil)
  }

  @Test("comes before the notice of draining, and that before the end, which stays")
  func order() {
    let slot = Slot()
    #expect(slot.receive("one") == nil)
    #expect(slot.drain() == nil)
    #expect(Self.text(slot.take()?.event) == "one")
    guard case .draining? = slot.take()?.event else {
      Issue.record("no notice")
      return
    }
    #expect(slot.isEmpty)
    #expect(slot.receive("two") == nil)
    #expect(slot.end(.normal) == nil)
    #expect(slot.drain() == nil)
    let last = slot.take()
    #expect(Self.text(last?.event) == "two")
    #expect(last?.readsOn == false)
    for _ in 0..<2 {
      guard case .closed(.normal, _)? = slot.take()?.event else {
        Issue.record("no end")
        return
      }
    }
  }
}
