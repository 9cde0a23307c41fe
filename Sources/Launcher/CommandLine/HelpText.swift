/// The layout of help: sections, a column of labels and a column of text, 80 columns wide.
enum HelpText {
  typealias Entry = (label: String, text: String)

  private static let width = 80
  private static let textColumn = 26

  static func overview(_ abstract: String, usage: String) -> String {
    var overview = wrap("OVERVIEW: " + abstract, indent: 0)
    overview += "\n" + wrap("USAGE: " + usage, indent: 0)
    return overview
  }

  static func section(_ title: String, _ entries: [Entry]) -> String {
    "\n\(title):\n" + entries.map(line).joined()
  }

  /// A label that reaches into the text's column gets a line for itself.
  private static func line(_ entry: Entry) -> String {
    let label = "  " + entry.label
    let text = wrap(entry.text, indent: textColumn)
    guard label.count < textColumn else { return label + "\n" + text }
    return label + text.dropFirst(label.count)
  }

  /// Breaks lines at spaces and indents all of them; a word that is too long for a line sticks out.
  static func wrap(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    lines.append(line)
    return lines.map { margin + $0 + "\n" }.joined()
  }
}
