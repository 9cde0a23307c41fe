import Bytes
import Testing

@testable import MCPHTTP

@Suite struct EventLogTests {
  private static func bytes(_ count: Int) -> SharedBytes { SharedBytes([UInt8](repeating: 0x61, count: count)) }

  @Test func eachStreamHasItsOwnEvents() {
    var log = EventLog(limitBytes: 100)
    for number in 1...3 {
      #expect(log.append(Self.bytes(number), stream: 1, number: number) == [])
      #expect(log.append(Self.bytes(10), stream: 2, number: number) == [])
    }
    #expect(log.events(of: 1, after: 0, upTo: 3)?.map(\.count) == [1, 2, 3])
    #expect(log.events(of: 1, after: 2, upTo: 3)?.map(\.count) == [3])
    #expect(log.events(of: 1, after: 3, upTo: 3)?.map(\.count) == [])
    #expect(log.events(of: 3, after: 0, upTo: 0)?.count == 0)
  }

  @Test func theOldestAreForgottenFirstAndAGapIsSeen() {
    var log = EventLog(limitBytes: 30)
    _ = log.append(Self.bytes(10), stream: 1, number: 1)
    _ = log.append(Self.bytes(10), stream: 2, number: 1)
    _ = log.append(Self.bytes(10), stream: 2, number: 2)
    #expect(log.append(Self.bytes(10), stream: 2, number: 3) == [1])
    #expect(!log.holds(stream: 1) && log.holds(stream: 2))
    #expect(log.events(of: 1, after: 0, upTo: 1) == nil)
    #expect(log.append(Self.bytes(10), stream: 2, number: 4) == [])
    #expect(log.events(of: 2, after: 0, upTo: 4) == nil)
    #expect(log.events(of: 2, after: 1, upTo: 4)?.count == 3)
    #expect(log.append(Self.bytes(31), stream: 2, number: 5) == [2])
    #expect(log.events(of: 2, after: 4, upTo: 5) == nil)
  }

  @Test func itsMemoryStaysWithinItsLimit() {
    var log = EventLog(limitBytes: 1000)
    for number in 1...100_000 { _ = log.append(Self.bytes(100), stream: 1, number: number) }
    #expect(log.events(of: 1, after: 99_990, upTo: 100_000)?.count == 10)
    #expect(log.events(of: 1, after: 99_989, upTo: 100_000) == nil)
  }
}
