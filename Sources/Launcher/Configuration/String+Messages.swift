extension String {
  /// This text inside single quotes, safe to print: shortened, and without control characters that a terminal would
  /// obey.
  var quoted: String {
    let shown = unicodeScalars.prefix(80).map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }
    var text = String(UnicodeScalarView(shown))
    if text.unicodeScalars.count < unicodeScalars.count { text += "…" }
    return "'\(text)'"
  }

  /// The most similar of `names`, or nil where none is similar enough to be what was meant.
  func nearest(in names: [String]) -> String? {
    // Nobody misspells a name into something so long.
    guard utf8.count <= 64 else { return nil }
    let candidates = names.map { (name: $0, distance: editDistance(to: $0)) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= Swift.max(1, utf8.count / 3) ? best.name : nil
  }

  /// How many bytes must be inserted, removed or replaced to get `other` (Levenshtein).
  private func editDistance(to other: String) -> Int {
    let other = Array(other.utf8)
    var row = Array(0...other.count)
    for (line, byte) in utf8.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in other.indices {
        let replaced = diagonal + (byte == other[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[other.count]
  }
}

extension StringProtocol {
  /// This text without the white space around it.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
