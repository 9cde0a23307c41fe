import Bytes
import Handoff
import Testing

@testable import CoreGRPC

@Suite("The sending half of a stream")
struct OutboundQueueTests {
  private typealias Queue = OutboundQueue<String, Int>

  private static func message(_ count: Int) -> SharedBytes { SharedBytes(repeatElement(0, count: count)) }

  /// A write that tests may look at more than once.
  private struct Seen: Equatable {
    let metadata: Metadata?
    let message: SharedBytes?
    let isFollowed: Bool
    let ending: String?

    init?(_ write: consuming Queue.Write?) {
      guard let write else { return nil }
      (metadata, message, isFollowed, ending) = (write.metadata, write.message, write.isFollowed, write.ending)
    }
  }

  /// The write that follows the one in progress.
  private static func written(_ queue: inout Queue) -> Seen? {
    var admitted: [Int] = []
    return Seen(queue.written(&admitted))
  }

  /// Offers and answers in short what happened.
  private static func offer(_ count: Int, to queue: inout Queue, canWait: Bool = false) -> String {
    switch queue.offer(message(count), canWait: canWait) {
    case .write(let write): return "write \(write.message?.count ?? -1)"
    case .queued: return "queued"
    case .waiting: return "waiting"
    case .full: return "full"
    case .closed: return "closed"
    }
  }

  @Test("writes the first message at once, with the initial metadata, and queues the next")
  func first() {
    var queue = Queue(highWaterBytes: 100, metadata: ["x-a": "1"])
    guard case .write(let first) = queue.offer(Self.message(10)), let write = Seen(first) else {
      Issue.record("the first message has to be written")
      return
    }
    #expect(write.metadata == ["x-a": "1"] && write.message?.count == 10 && write.ending == nil && !write.isFollowed)
    #expect(Self.offer(10, to: &queue) == "queued")
    var admitted: [Int] = []
    let next = Seen(queue.written(&admitted))
    #expect(next?.metadata == nil && next?.message?.count == 10 && admitted.isEmpty)
  }

  @Test("lets the core hold back every message that another follows")
  func coalesces() {
    var queue = Queue(highWaterBytes: 100, metadata: nil)
    for _ in 0..<4 { _ = queue.offer(Self.message(1)) }
    #expect(Self.written(&queue)?.isFollowed == true)
    #expect(Self.written(&queue)?.isFollowed == true)
    #expect(Self.written(&queue)?.isFollowed == false)
    #expect(Self.written(&queue) == nil)
  }

  @Test("is full at the high-water mark, the write in progress included, and has room again when it is written")
  func highWater() {
    var queue = Queue(highWaterBytes: 20, metadata: nil)
    #expect(Self.offer(15, to: &queue) == "write 15")
    #expect(Self.offer(15, to: &queue) == "queued")
    #expect(queue.heldBytes == 30 && !queue.hasRoom)
    #expect(Self.offer(1, to: &queue) == "full")
    _ = Self.written(&queue)
    #expect(queue.heldBytes == 15 && queue.hasRoom)
    #expect(Self.offer(1, to: &queue) == "queued")
  }

  @Test("admits waiting senders in order, and nobody before them")
  func blocked() {
    var queue = Queue(highWaterBytes: 10, metadata: nil)
    _ = queue.offer(Self.message(10))
    let second = SenderTicket()
    queue.block(Self.message(5), 1, SenderTicket())
    queue.block(Self.message(5), 2, second)
    queue.block(Self.message(5), 3, SenderTicket())
    #expect(queue.unblock(second) == 2)
    #expect(Self.offer(1, to: &queue) == "full")
    var admitted: [Int] = []
    let write = Seen(queue.written(&admitted))
    #expect(write?.message?.count == 5 && write?.isFollowed == true)
    #expect(admitted == [1, 3])
  }

  @Test("lets messages wait for a flush, which joins them")
  func waiting() {
    var queue = Queue(highWaterBytes: 100, metadata: nil)
    #expect(Self.offer(1, to: &queue, canWait: true) == "waiting")
    #expect(Self.offer(2, to: &queue, canWait: true) == "queued", "one flush is enough for both")
    let first = Seen(queue.flush())
    #expect(first?.message?.count == 1 && first?.isFollowed == true)
    #expect(Seen(queue.flush()) == nil, "a write is under way")
    let second = Self.written(&queue)
    #expect(second?.message?.count == 2 && second?.isFollowed == false)
    #expect(Self.written(&queue) == nil && Seen(queue.flush()) == nil)
    #expect(Self.offer(3, to: &queue, canWait: true) == "waiting")
  }

  @Test("does not let messages wait beyond the size that is worth joining")
  func largeMessages() {
    var queue = Queue(highWaterBytes: 1 << 20, metadata: nil)
    #expect(Self.offer(64 << 10, to: &queue, canWait: true) == "write \(64 << 10)")
    for _ in 0..<3 { #expect(Self.offer(64 << 10, to: &queue, canWait: true) == "queued") }
    // Never held back: each is as large as a packet is worth.
    #expect(Self.written(&queue)?.isFollowed == false)
  }

  @Test("ends after what was accepted, in one batch with the last message, and only once")
  func ending() {
    var queue = Queue(highWaterBytes: 100, metadata: nil)
    _ = queue.offer(Self.message(1))
    _ = queue.offer(Self.message(2))
    #expect(Seen(queue.end("bye")) == nil)
    #expect(Seen(queue.end("again")) == nil)
    #expect(Self.offer(1, to: &queue) == "closed")
    let last = Self.written(&queue)
    #expect(last?.message?.count == 2 && last?.ending == "bye")
    #expect(Self.written(&queue) == nil)
  }

  @Test("ends at once when nothing is under way, with metadata nobody sent")
  func emptyEnding() {
    var queue = Queue(highWaterBytes: 100, metadata: Metadata())
    let write = Seen(queue.end("bye"))
    #expect(write?.ending == "bye" && write?.metadata == Metadata() && write?.message == nil)
  }

  @Test("sends initial metadata once")
  func metadata() {
    var queue = Queue(highWaterBytes: 100, metadata: Metadata())
    #expect(Seen(queue.flushMetadata(["x-a": "1"]))?.metadata == ["x-a": "1"])
    #expect(Seen(queue.flushMetadata(["x-a": "2"])) == nil)
    #expect(Self.offer(1, to: &queue) == "queued")
    #expect(Self.written(&queue)?.metadata == nil)
  }

  @Test("that is closed drops its messages and frees its waiting senders")
  func close() {
    var queue = Queue(highWaterBytes: 1, metadata: nil)
    _ = queue.offer(Self.message(1))
    queue.block(Self.message(1), 1, SenderTicket())
    queue.block(Self.message(1), 2, SenderTicket())
    #expect(queue.close() == [1, 2])
    #expect(queue.close() == [])
    #expect(Self.written(&queue) == nil && queue.heldBytes == 0)
    #expect(Seen(queue.end("bye")) == nil && Self.offer(1, to: &queue) == "closed")
  }
}
