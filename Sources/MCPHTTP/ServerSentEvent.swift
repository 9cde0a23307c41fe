internal import Bytes
internal import CoreHTTP

/// The form of a stream of events (WHATWG HTML, Server-sent events). A message has no line break in it.
enum ServerSentEvent {
  /// Proxies are asked not to hold events back (2026-07-28, Streamable HTTP, Receiving Messages).
  static let headers: HTTPHeaders = [
    "Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no",
  ]

  /// What clients pass over.
  static let comment = SharedBytes(":\n\n".utf8)

  static func message(_ bytes: SharedBytes) -> SharedBytes { message("event: message\ndata: ", bytes) }

  /// With a name by which a client can say what it received last.
  static func message(_ bytes: SharedBytes, id: String) -> SharedBytes {
    message("event: message\nid: \(id)\ndata: ", bytes)
  }

  /// Says only where the stream begins, and when to come back to it.
  static func priming(id: String, retryMilliseconds: Int) -> SharedBytes {
    SharedBytes("id: \(id)\nretry: \(retryMilliseconds)\ndata:\n\n".utf8)
  }

  /// Where the client sends its messages (2024-11-05, HTTP with SSE).
  static func endpoint(_ path: String) -> SharedBytes { SharedBytes("event: endpoint\ndata: \(path)\n\n".utf8) }

  private static func message(_ start: String, _ bytes: SharedBytes) -> SharedBytes {
    var start = start
    let end: StaticString = "\n\n"
    return start.withUTF8 { start in
      SharedBytes(count: start.count + bytes.count + end.utf8CodeUnitCount) { target in
        guard let base = target.baseAddress, let from = start.baseAddress else { return }
        base.copyMemory(from: from, byteCount: start.count)
        bytes.withUnsafeBytes { bytes in
          if let from = bytes.baseAddress { (base + start.count).copyMemory(from: from, byteCount: bytes.count) }
        }
        (base + start.count + bytes.count).copyMemory(from: end.utf8Start, byteCount: end.utf8CodeUnitCount)
      }
    }
  }
}

extension HTTPResponder {
  /// Begins an answer whose body are events.
  func beginEvents() { begin(status: 200, headers: ServerSentEvent.headers, filler: ServerSentEvent.comment) }
}
