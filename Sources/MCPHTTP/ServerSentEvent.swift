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

  static func message(_ bytes: SharedBytes) -> SharedBytes {
    let start: StaticString = "event: message\ndata: ", end: StaticString = "\n\n"
    return SharedBytes(count: start.utf8CodeUnitCount + bytes.count + end.utf8CodeUnitCount) { target in
      guard let base = target.baseAddress else { return }
      base.copyMemory(from: start.utf8Start, byteCount: start.utf8CodeUnitCount)
      bytes.withUnsafeBytes { bytes in
        if let from = bytes.baseAddress {
          (base + start.utf8CodeUnitCount).copyMemory(from: from, byteCount: bytes.count)
        }
      }
      (base + start.utf8CodeUnitCount + bytes.count)
        .copyMemory(from: end.utf8Start, byteCount: end.utf8CodeUnitCount)
    }
  }
}
