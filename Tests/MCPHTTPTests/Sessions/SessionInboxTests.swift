import MCPEngine
import MCPModel
import TestSupport
import Testing

@testable import MCPHTTP

@Suite("What waits for the backend of a session", .timeLimit(.minutes(10)))
struct SessionInboxTests {
  private static func event(_ method: String) -> CarrierEvent {
    .message(.notification(JSONRPCNotification(method: method, params: nil)))
  }

  private static func inbox(
    limit: Int = 100, limitBytes: Int = 1000, memory: SessionMemory = SessionMemory(
      storedLimitBytes: 0, waitingLimitBytes: 1000)
  ) -> SessionInbox {
    SessionInbox(limit: limit, limitBytes: limitBytes, memory: memory)
  }

  private static func describe(_ event: CarrierEvent) -> String {
    switch event {
    case .message(.notification(let notification)): notification.method
    case .ended: "ended"
    case .draining: "draining"
    case .reset: "reset"
    default: "something else"
    }
  }

  @Test("is taken in the order in which it came, and then the end, as often as it is asked for")
  func order() async {
    let inbox = Self.inbox(limit: 2)
    inbox.append(Self.event("a"), bytes: 1)
    #expect(!inbox.isFull)
    inbox.append(Self.event("b"), bytes: 1)
    #expect(inbox.isFull)
    inbox.end(.ended)
    for expected in ["a", "b", "ended", "ended"] { #expect(await Self.describe(inbox.next()) == expected) }
    #expect(!inbox.isFull)
  }

  @Test("wakes the backend that waits for it", arguments: [false, true])
  func waiting(ends: Bool) async {
    let inbox = Self.inbox(limit: 1)
    async let event = inbox.next()
    await Task.yield()
    ends ? inbox.end(.draining) : inbox.append(Self.event("a"), bytes: 1)
    #expect(await Self.describe(event) == (ends ? "draining" : "a"))
  }

  @Test("is a reset for a backend whose task is cancelled, whether it waits already or not")
  func cancelled() async {
    let inbox = Self.inbox(limit: 1)
    for _ in 0..<100 {
      let task = Task { await Self.describe(inbox.next()) }
      await Task.yield()
      task.cancel()
      #expect(await task.value == "reset")
    }
  }

  @Test("is bounded by its bytes, and by those of all sessions")
  func bytes() async {
    let memory = SessionMemory(storedLimitBytes: 0, waitingLimitBytes: 15)
    let one = Self.inbox(limitBytes: 10, memory: memory)
    one.append(Self.event("a"), bytes: 10)
    #expect(one.isFull)
    do {
      let other = Self.inbox(limitBytes: 10, memory: memory)
      #expect(!other.isFull)
      other.append(Self.event("b"), bytes: 5)
      #expect(other.isFull && memory.isFull)
    }
    #expect(!memory.isFull, "what waited of a session that is gone does not count")
    _ = await one.next()
    #expect(!one.isFull)
  }
}
