internal import Bytes

extension ValueFormat where Value == String {
  /// So many bytes in base64 (RFC 4648, section 4); the value is the text.
  public static func base64(byteCount: Int) -> ValueFormat {
    ValueFormat(
      placeholder: "base64", expectation: "\(byteCount) bytes in base64", jsonForms: .text,
      parse: { Base64.decode($0)?.count == byteCount ? $0 : nil },
      describe: { $0.isEmpty ? nil : $0 })
  }
}

extension ValueFormat {
  /// At least one value, joined by commas, which the values themselves have none of.
  ///
  /// - Parameter none: the word for no value at all, where that may be.
  public static func list<Element>(
    of format: ValueFormat<Element>, upTo maximum: Int, none: String? = nil
  ) -> ValueFormat where Value == [Element] {
    ValueFormat(
      placeholder: format.placeholder,
      expectation: "up to \(maximum) values joined by commas, each \(format.expectation)"
        + (none.map { ", or \($0)" } ?? ""),
      jsonForms: .text,
      isSecret: format.isSecret,
      parse: { text in
        if text == none { return [] }
        let words = text.split(separator: ",", maxSplits: maximum, omittingEmptySubsequences: false)
        guard words.count <= maximum else { return nil }
        var values: [Element] = []
        for word in words {
          guard let value = format.parse(String(word)) else { return nil }
          values.append(value)
        }
        return values
      },
      describe: { values in
        let words = values.compactMap(format.describe)
        return words.isEmpty ? none : words.joined(separator: ",")
      })
  }

  /// A value that nothing prints. It may also be written as `file:PATH`, which stands for what is in that file without
  /// the white space around it: so it need not be on a command line, where other users of the machine see it.
  public static func secret<Revealed>(_ format: ValueFormat<Revealed>) -> ValueFormat
  where Value == Secret<Revealed> {
    ValueFormat(
      placeholder: format.placeholder, expectation: "\(format.expectation), or file:PATH to read that from a file",
      jsonForms: .text, isSecret: true,
      parse: { format.parse($0).map { Secret($0) } },
      describe: { _ in nil })
  }
}
