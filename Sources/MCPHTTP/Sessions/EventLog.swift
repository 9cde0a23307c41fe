internal import Bytes

/// The events of a session's streams that a client may ask for again: as many bytes as are allowed, the oldest forgotten
/// first. What is kept beside an event's bytes counts as well, as well as can be said: many small events on many streams
/// would otherwise take a multiple of the limit.
struct EventLog: Sendable {
  private struct Entry {
    let stream: Int
    let number: Int
    let bytes: SharedBytes
  }

  /// What an event, and a stream of which there are any, take beside the bytes; measured, and rounded.
  static let eventOverheadBytes = 128
  static let streamOverheadBytes = 512

  private let limitBytes: Int
  private var entries: [Entry] = []
  /// Where the entries begin that are not forgotten.
  private var start = 0
  private(set) var heldBytes = 0
  /// How many events of each stream are here.
  private var counts: [Int: Int] = [:]

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  func holds(stream: Int) -> Bool { counts[stream] != nil }

  /// Adds a stream's next event; one that is over the limit by itself is forgotten at once, like all before it.
  ///
  /// - Returns: the streams of which nothing is left.
  mutating func append(_ bytes: SharedBytes, stream: Int, number: Int) -> [Int] {
    entries.append(Entry(stream: stream, number: number, bytes: bytes))
    if counts.updateValue((counts[stream] ?? 0) + 1, forKey: stream) == nil { heldBytes += Self.streamOverheadBytes }
    heldBytes += bytes.count + Self.eventOverheadBytes
    var emptied: [Int] = []
    while heldBytes > limitBytes {
      let oldest = entries[start]
      start += 1
      heldBytes -= oldest.bytes.count + Self.eventOverheadBytes
      if let count = counts[oldest.stream], count > 1 {
        counts[oldest.stream] = count - 1
      } else {
        counts[oldest.stream] = nil
        heldBytes -= Self.streamOverheadBytes
        emptied.append(oldest.stream)
      }
    }
    if start * 2 > entries.count {
      entries.removeFirst(start)
      start = 0
    }
    return emptied
  }

  /// Forgets everything.
  ///
  /// - Returns: the streams of which there was something.
  mutating func forget() -> [Int] {
    defer { self = EventLog(limitBytes: limitBytes) }
    return Array(counts.keys)
  }

  /// A stream's events after one of them, up to its last; nil where some of them are forgotten.
  func events(of stream: Int, after number: Int, upTo last: Int) -> [SharedBytes]? {
    let events = entries[start...].filter { $0.stream == stream && $0.number > number }
    return events.count == last - number ? events.map(\.bytes) : nil
  }
}
