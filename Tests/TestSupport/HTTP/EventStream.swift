/// The events of a chunked answer (WHATWG HTML, Server-sent events), however they are cut into chunks.
package struct EventStream {
  package struct Event: Equatable {
    package var id: String?
    package var type = "message"
    package var data = ""
    /// Milliseconds.
    package var retry: String?
  }

  private let client: RawClient
  private var pending: [UInt8] = []
  private var isEnded = false
  /// Lines that said nothing, which keep a connection alive.
  package private(set) var comments = 0

  /// - Parameter client: where the head of the answer has been read.
  package init(_ client: RawClient) { self.client = client }

  /// Whether the answer came to its proper end, so that another may follow on the connection.
  package var isComplete: Bool { isEnded }

  /// The next event that has anything in it; nil at the end, and where the connection ends instead.
  package mutating func next() -> Event? {
    var event = Event()
    var isEmpty = true
    while let line = line() {
      if line.isEmpty {
        if !isEmpty { return event }
        continue
      }
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count < 2 ? "" : parts[1].first == " " ? parts[1].dropFirst() : parts[1]
      if parts[0].isEmpty {
        comments += 1
        continue
      }
      isEmpty = false
      switch parts[0] {
      case "id": event.id = String(value)
      case "event": event.type = String(value)
      case "data": event.data += event.data.isEmpty ? String(value) : "\n\(value)"
      case "retry": event.retry = String(value)
      default: break
      }
    }
    return nil
  }

  private mutating func line() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        defer { pending.removeFirst(end + 1) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      guard !isEnded, let chunk = client.chunk() else { return nil }
      isEnded = chunk.isEmpty
      pending += chunk
    }
  }
}
