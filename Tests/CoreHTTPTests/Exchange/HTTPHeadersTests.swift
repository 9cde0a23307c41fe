import CoreHTTP
import TestSupport
import Testing

@Suite("A header field's value")
struct HTTPHeadersTests {
  @Test("is valid with printable characters, tabs, and space inside", arguments: ["", "a", "a b", "a\tb", "ü", "\"q\", x;y=z"])
  func valid(value: String) {
    #expect(HTTPHeaders.isValidValue(value))
  }

  @Test("is not valid with anything that could end it", arguments: ["a\r\nX: y", "a\nb", "a\rb", "\0", "\u{7F}", " a", "a ", "\ta"])
  func invalid(value: String) {
    #expect(!HTTPHeaders.isValidValue(value))
  }

  @Test("that could end it traps, as do names that are none or are the server's own")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = ["X": "a\r\nY: b"] as HTTPHeaders }
    await #expect(processExitsWith: .failure) { _ = ["X Y": "a"] as HTTPHeaders }
    await #expect(processExitsWith: .failure) { _ = ["": "a"] as HTTPHeaders }
    await #expect(processExitsWith: .failure) { _ = ["content-length": "1"] as HTTPHeaders }
  }
}
