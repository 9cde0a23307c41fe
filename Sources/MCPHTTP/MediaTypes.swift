internal import CoreHTTP

extension HTTPExchange {
  /// Whether the body says that it is JSON.
  var bodyIsJSON: Bool { bodyIs("application/json") }
}
