import Bytes
import Testing

@testable import MCPHTTP

@Suite struct EventLogTests {
  private static func bytes(_ count: Int) -> SharedBytes { SharedBytes([UInt8](repeating: 0x61, count: count)) }

  /// Room for so many events on so many streams.
  private static func room(_ bytes: Int, events: Int, streams: Int) -> Int {
    bytes + events * EventLog.eventOverheadBytes + streams * EventLog.streamOverheadBytes
  }

  @Test func eachStreamHasItsOwnEvents() {
    var log = EventLog(limitBytes: Self.room(36, events: 6, streams: 2))
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
    var log = EventLog(limitBytes: Self.room(30, events: 3, streams: 2))
    _ = log.append(Self.bytes(10), stream: 1, number: 1)
    _ = log.append(Self.bytes(10), stream: 2, number: 1)
    _ = log.append(Self.bytes(10), stream: 2, number: 2)
    #expect(log.append(Self.bytes(10), stream: 2, number: 3) == [1])
    #expect(!log.holds(stream: 1) && log.holds(stream: 2))
    #expect(log.events(of: 1, after: 0, upTo: 1) == nil)
    let more = (4...8).flatMap { log.append(Self.bytes(10), stream: 2, number: $0) }
    #expect(more == [])
    #expect(log.events(of: 2, after: 0, upTo: 8) == nil)
    #expect(log.events(of: 2, after: 6, upTo: 8)?.count == 2)
    #expect(log.append(Self.bytes(Self.room(30, events: 3, streams: 2)), stream: 2, number: 9) == [2])
    #expect(log.events(of: 2, after: 8, upTo: 9) == nil)
    #expect(log.heldBytes == 0)
  }

  @Test func itForgetsEverything() {
    var log = EventLog(limitBytes: 10_000)
    for number in 1...3 {
      _ = log.append(Self.bytes(10), stream: 1, number: number)
      _ = log.append(Self.bytes(10), stream: 2, number: number)
    }
    #expect(log.heldBytes == Self.room(60, events: 6, streams: 2))
    #expect(Set(log.forget()) == [1, 2])
    #expect(log.heldBytes == 0 && !log.holds(stream: 1))
    #expect(log.append(Self.bytes(10), stream: 1, number: 4) == [])
    #expect(log.events(of: 1, after: 3, upTo: 4)?.count == 1)
  }

  @Test func itsMemoryStaysWithinItsLimit() {
    var log = EventLog(limitBytes: Self.room(1000, events: 10, streams: 1))
    for number in 1...100_000 { _ = log.append(Self.bytes(100), stream: 1, number: number) }
    #expect(log.events(of: 1, after: 99_990, upTo: 100_000)?.count == 10)
    #expect(log.events(of: 1, after: 99_989, upTo: 100_000) == nil)
  }
}
