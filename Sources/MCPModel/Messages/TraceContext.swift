package import JSON

/// Trace context as a request carries it (2026-07-28, Basic, OpenTelemetry trace context): W3C Trace Context and
/// Baggage, passed on as they are.
public struct TraceContext: Sendable, Equatable {
  /// As the client sent it: nothing here has been checked.
  public var traceparent: String?
  public var tracestate: String?
  public var baggage: String?

  /// Nil where the metadata has none of the three.
  package init?(meta: JSONValue?) {
    guard let meta else { return nil }
    traceparent = meta["traceparent"]?.string
    tracestate = meta["tracestate"]?.string
    baggage = meta["baggage"]?.string
    if traceparent == nil && tracestate == nil && baggage == nil { return nil }
  }
}
