import Handoff
import Testing

@Suite("Senders that found no room")
struct BlockedSendersTests {
  private typealias Senders = BlockedSenders<String, Int>

  @Test("are let in, in the order in which they came")
  func order() {
    var senders = Senders()
    #expect(senders.isEmpty)
    for waiter in 1...3 { senders.append("message \(waiter)", waiter, SenderTicket()) }
    #expect(!senders.isEmpty)
    for waiter in 1...3 {
      let first = senders.popFirst()
      #expect(first?.message == "message \(waiter)" && first?.waiter == waiter)
    }
    #expect(senders.popFirst() == nil)
  }

  @Test("may take their message back, once, and only while it is there")
  func withdrawal() {
    var senders = Senders()
    let tickets = (1...3).map { _ in SenderTicket() }
    #expect(senders.withdraw(tickets[0]) == nil)
    for (index, ticket) in tickets.enumerated() { senders.append("", index, ticket) }
    #expect(senders.withdraw(tickets[1]) == 1)
    #expect(senders.withdraw(tickets[1]) == nil)
    #expect(senders.popFirst()?.waiter == 0)
    #expect(senders.withdraw(tickets[0]) == nil)
    #expect(senders.popFirst()?.waiter == 2)
  }

  @Test("are all told when there will be no room any more")
  func refusal() {
    var senders = Senders()
    for waiter in 1...3 { senders.append("", waiter, SenderTicket()) }
    #expect(senders.removeAll() == [1, 2, 3])
    #expect(senders.isEmpty)
    #expect(senders.removeAll() == [])
  }
}
