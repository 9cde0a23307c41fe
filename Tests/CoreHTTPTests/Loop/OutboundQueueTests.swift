import Bytes
import Handoff
import TestSupport
import Testing

@testable import CoreHTTP

@Suite("The queue of what is to be sent")
struct OutboundQueueTests {
  /// A queue whose pieces are told by their lengths.
  final class Lengths {
    private var queue: OutboundQueue<Int>

    init(highWaterBytes: Int) { queue = OutboundQueue(highWaterBytes: highWaterBytes) }

    private func piece(_ count: Int) -> OutboundQueue<Int>.Piece {
      OutboundQueue.Piece(bytes: SharedBytes([UInt8](repeating: 0, count: count)), isText: true)
    }

    var heldBytes: Int { queue.heldBytes }
    var isComplete: Bool { queue.isComplete }

    @discardableResult func offer(_ count: Int) -> OutboundQueue<Int>.Offer { queue.offer(piece(count)) }
    @discardableResult func block(_ count: Int, _ waiter: Int) -> SenderTicket {
      let ticket = SenderTicket()
      queue.block(piece(count), waiter, ticket)
      return ticket
    }
    func unblock(_ ticket: SenderTicket) -> Int? { queue.unblock(ticket) }
    @discardableResult func take() -> [Int]? { queue.take()?.map(\.bytes.count) }
    func announce() -> Bool { queue.announce() }
    /// What the last end of a write said of the next.
    private(set) var goesOn = false
    func end() -> [Int] { queue.end() }
    func close() -> [Int] { queue.close() }

    @discardableResult func written() -> [Int] {
      var admitted: [Int] = []
      goesOn = queue.written(&admitted)
      return admitted
    }
  }

  @Test("asks for a write once, and hands everything over in one batch")
  func batch() {
    let queue = Lengths(highWaterBytes: 100)
    #expect(queue.offer(1) == .acceptedFirst)
    #expect(queue.offer(2) == .accepted)
    #expect(queue.take() == [1, 2])
    #expect(queue.take() == nil)
    // While a batch is written nobody needs to be called: its end does that.
    #expect(queue.offer(3) == .accepted)
    #expect(queue.take() == nil)
    queue.written()
    #expect(queue.goesOn)
    #expect(!queue.announce())
    #expect(queue.take() == [3])
  }

  @Test("goes on after a write where there is more, somebody asked, or it ended, and else rests")
  func rest() {
    let queue = Lengths(highWaterBytes: 100)
    queue.offer(1)
    queue.take()
    queue.written()
    #expect(!queue.goesOn)
    #expect(queue.offer(2) == .acceptedFirst)
    queue.take()
    #expect(!queue.announce())
    queue.written()
    #expect(queue.goesOn)
    #expect(queue.take() == nil)
    queue.offer(3)
    _ = queue.end()
    queue.take()
    queue.written()
    #expect(queue.goesOn)
    #expect(queue.isComplete)
  }

  @Test("is full at the high-water mark, one piece over it at most")
  func full() {
    let queue = Lengths(highWaterBytes: 10)
    #expect(queue.offer(9) == .acceptedFirst)
    #expect(queue.offer(1000) == .accepted)
    #expect(queue.offer(0) == .full)
    #expect(queue.heldBytes == 1009)
  }

  @Test("lets blocked senders in, in order, as far as there is room")
  func blocked() {
    let queue = Lengths(highWaterBytes: 10)
    queue.offer(10)
    for waiter in 1...3 { queue.block(6, waiter) }
    queue.take()
    #expect(queue.written() == [1, 2])
    #expect(queue.offer(1) == .full, "the third comes first")
    queue.take()
    #expect(queue.written() == [3])
  }

  @Test("gives a blocked piece back once")
  func unblocked() {
    let queue = Lengths(highWaterBytes: 1)
    queue.offer(1)
    let ticket = queue.block(1, 7)
    #expect(queue.unblock(ticket) == 7)
    #expect(queue.unblock(ticket) == nil)
  }

  @Test("that ends refuses what comes later and still writes what came before")
  func ended() {
    let queue = Lengths(highWaterBytes: 1)
    queue.offer(1)
    queue.block(1, 7)
    #expect(queue.end() == [7])
    #expect(queue.offer(0) == .closed)
    #expect(!queue.isComplete)
    #expect(queue.take() == [1])
    #expect(!queue.isComplete)
    queue.written()
    #expect(queue.isComplete)
  }

  @Test("that closes drops everything")
  func closed() {
    let queue = Lengths(highWaterBytes: 1)
    queue.offer(1)
    queue.block(1, 7)
    #expect(queue.close() == [7])
    #expect(queue.take() == nil)
    #expect(queue.heldBytes == 0)
    #expect(queue.offer(1) == .closed)
  }
}
