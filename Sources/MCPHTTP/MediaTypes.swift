internal import CoreHTTP

extension HTTPExchange {
  /// Whether the body says that it is JSON, and nothing else in between (RFC 9110, section 8.4).
  var bodyIsJSON: Bool { bodyIs("application/json") && !hasHeader("Content-Encoding") }
}
