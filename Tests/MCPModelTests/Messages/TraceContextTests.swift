import JSON
import MCPModel
import Testing

@Suite struct TraceContextTests {
  @Test func isWhatTheMetadataHas() {
    #expect(TraceContext(meta: nil) == nil && TraceContext(meta: ["a": 1]) == nil)
    #expect(TraceContext(meta: ["traceparent": 7]) == nil)
    let trace = TraceContext(meta: ["traceparent": "p", "tracestate": "s", "baggage": "b"])
    #expect(trace?.traceparent == "p" && trace?.tracestate == "s" && trace?.baggage == "b")
  }
}
