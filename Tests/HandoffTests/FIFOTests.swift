import Handoff
import Testing

@Suite("A first-in, first-out queue")
struct FIFOTests {
  @Test("keeps the order through any mix of arrivals and departures")
  func order() {
    var queue = FIFO<Int>()
    var arrived = 0
    var left = 0
    for round in 0..<2000 {
      for _ in 0..<(round % 7) {
        queue.append(arrived)
        arrived += 1
      }
      for _ in 0..<(round % 5) {
        guard let first = queue.popFirst() else { break }
        #expect(first == left)
        left += 1
      }
      #expect(queue.count == arrived - left)
    }
    #expect(left > 0 && !queue.isEmpty)
  }

  @Test("lets one in the middle go")
  func remove() {
    var queue = FIFO<Int>()
    for value in 0..<5 { queue.append(value) }
    #expect(queue.popFirst() == 0)
    #expect(queue.remove { $0 == 3 } == 3)
    #expect(queue.remove { $0 == 3 } == nil)
    #expect([queue.popFirst(), queue.popFirst(), queue.popFirst(), queue.popFirst()] == [1, 2, 4, nil])
    #expect(queue.isEmpty && queue.count == 0)
  }
}
