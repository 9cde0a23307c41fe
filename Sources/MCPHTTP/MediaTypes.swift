internal import CoreHTTP

extension HTTPExchange {
  /// Whether the body says that it is JSON.
  var bodyIsJSON: Bool {
    guard let type = header("Content-Type") else { return false }
    return MediaType.matches(MediaType.name(of: type[...]), "application/json")
  }

  /// Whether the client takes answers of a type; a client that says nothing takes any (RFC 9110, section 12.5.1).
  func accepts(_ type: StaticString) -> Bool {
    let fields = headers("Accept")
    guard !fields.isEmpty else { return true }
    let type = type.description
    let group = type.prefix { $0 != "/" } + "/*"
    return fields.contains { field in
      field.split(separator: ",").contains { range in
        let name = MediaType.name(of: range)
        return (MediaType.matches(name, type) || name == "*/*" || MediaType.matches(name, group))
          && !MediaType.isRefused(range)
      }
    }
  }
}

private enum MediaType {
  /// A type without its parameters and the space around it.
  static func name(of type: Substring) -> Substring {
    trimmed(type.prefix { $0 != ";" })
  }

  static func matches(_ name: Substring, _ other: some StringProtocol) -> Bool {
    name.utf8.count == other.utf8.count
      && zip(name.utf8, other.utf8).allSatisfy { ($0 | 0x20) == ($1 | 0x20) }
  }

  /// Whether the weight of a range is zero, which means that it is not taken.
  static func isRefused(_ range: Substring) -> Bool {
    range.split(separator: ";").dropFirst().contains { parameter in
      let parameter = trimmed(parameter)
      return parameter.hasPrefix("q=") && Double(parameter.dropFirst(2)) == 0
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let text = text.drop { $0 == " " || $0 == "\t" }
    return text.lastIndex { $0 != " " && $0 != "\t" }.map { text[...$0] } ?? ""
  }
}
