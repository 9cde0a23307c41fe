import CoreHTTP
import TestSupport
import Testing

@Suite("Media types of a request")
struct MediaTypeTests {
  private static let handler: HTTPServer.Handler = { exchange in
    let words = [
      exchange.bodyIs("application/json") ? "json" : nil, exchange.accepts("application/json") ? "takes-json" : nil,
      exchange.accepts("text/event-stream") ? "takes-events" : nil,
    ]
    return .now(.text(200, words.compactMap { $0 }.joined(separator: " ")))
  }

  private static func expect(_ words: String, _ fields: String) async throws {
    try await withServer(handler: handler) { server in
      let answer = try server.connect().ask("GET / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
      #expect(answer.status == 200)
      #expect(answer.text == words + "\n")
    }
  }

  @Test("tell what its body is, whatever the case and the parameters", arguments: [
    ("application/json", true), ("Application/JSON", true), ("application/json; charset=utf-8", true),
    ("application/json \t;x=1", true), ("application/json5", false), ("application", false), ("text/json", false),
    ("", false), (";application/json", false), ("*/*", false),
  ])
  func body(type: String, isJSON: Bool) async throws {
    try await Self.expect(isJSON ? "json" : "", "Content-Type: \(type)\r\nAccept: x/y\r\n")
  }

  @Test("tell what answers it takes (RFC 9110, 12.5.1)", arguments: [
    ("Accept: application/json, text/event-stream", "takes-json takes-events"), ("Accept: application/json", "takes-json"),
    ("Accept: text/event-stream;q=0.5 ,application/json;q=0", "takes-events"), ("Accept: */*", "takes-json takes-events"),
    ("Accept: text/*", "takes-events"), ("Accept: TEXT/Event-Stream", "takes-events"), ("Accept: te/*", ""),
    ("Accept: */*;q=0", ""), ("Accept: */*;q=0.000", ""), ("Accept: */*; v=1; Q=0", ""),
    ("Accept: */*;q=0.001", "takes-json takes-events"), ("Accept: ", ""), ("Accept: ,,, ;q=1,", ""),
    ("Accept: x/y\r\nAccept: application/json", "takes-json"), ("Accept: */json", ""), ("Accept: /*", ""),
    ("Accept: application/*", "takes-json"), ("X: y", "takes-json takes-events"),
  ])
  func answers(field: String, words: String) async throws {
    try await Self.expect(words, field + "\r\n")
  }
}
