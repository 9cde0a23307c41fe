/// Swift source being written, with its indentation.
struct SourceText {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ content: String = "") {
    if !content.isEmpty {
      text += String(repeating: "  ", count: depth) + content
    }
    text += "\n"
  }

  /// Lines between braces, one level deeper.
  mutating func block<Failure: Error>(
    _ header: String, _ body: (inout SourceText) throws(Failure) -> Void
  ) throws(Failure) {
    line(header + " {")
    try indented(body)
    line("}")
  }

  /// Lines one level deeper.
  mutating func indented<Failure: Error>(_ body: (inout SourceText) throws(Failure) -> Void) throws(Failure) {
    depth += 1
    try body(&self)
    depth -= 1
  }
}
