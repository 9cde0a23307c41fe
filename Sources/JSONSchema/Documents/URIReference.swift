/// A URI or a relative reference, taken apart and resolved (RFC 3986). Nothing is checked that resolving does not need.
struct URIReference {
  private(set) var scheme: Substring?
  private(set) var authority: Substring?
  private(set) var path: Substring
  private(set) var query: Substring?
  /// Without percent-encoding undone.
  private(set) var fragment: Substring?

  init(_ text: String) {
    path = Substring(text)
    fragment = Self.cut(&path, at: UInt8(ascii: "#"))
    query = Self.cut(&path, at: UInt8(ascii: "?"))
    if let colon = path.utf8.firstIndex(of: UInt8(ascii: ":")), !path[..<colon].utf8.contains(UInt8(ascii: "/")),
      colon > path.startIndex
    {
      scheme = path[..<colon]
      path = path[path.utf8.index(after: colon)...]
    }
    if path.hasPrefix("//") {
      let rest = path.dropFirst(2)
      let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      authority = rest[..<end]
      path = rest[end...]
    }
  }

  /// Takes what is behind the first `mark` off `text`, and the mark.
  private static func cut(_ text: inout Substring, at mark: UInt8) -> Substring? {
    guard let index = text.utf8.firstIndex(of: mark) else { return nil }
    defer { text = text[..<index] }
    return text[text.utf8.index(after: index)...]
  }

  /// Section 5.2.2.
  func resolved(against base: URIReference) -> URIReference {
    var result = self
    if scheme != nil {
      result.path = Self.withoutDots(path)
      return result
    }
    result.scheme = base.scheme
    if authority != nil {
      result.path = Self.withoutDots(path)
      return result
    }
    result.authority = base.authority
    if path.isEmpty {
      result.path = base.path
      result.query = query ?? base.query
    } else if path.utf8.first == UInt8(ascii: "/") {
      result.path = Self.withoutDots(path)
    } else if base.authority != nil, base.path.isEmpty {
      result.path = Self.withoutDots("/" + path)
    } else {
      let slash = base.path.utf8.lastIndex(of: UInt8(ascii: "/")).map(base.path.utf8.index(after:))
      result.path = Self.withoutDots(base.path[..<(slash ?? base.path.startIndex)] + path)
    }
    return result
  }

  /// Section 5.2.4, one segment after the other.
  private static func withoutDots(_ path: Substring) -> Substring {
    guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
    var output: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() {
      let isLast = index == segments.count - 1
      switch segment {
      case ".":
        if isLast { output.append("") }
      case "..":
        // The empty segment in front of a leading slash stays.
        if output.count > (segments[0].isEmpty ? 1 : 0) { output.removeLast() }
        if isLast { output.append("") }
      default: output.append(segment)
      }
    }
    return Substring(output.joined(separator: "/"))
  }

  /// The text without the fragment, which is what names a document.
  var document: String {
    var text = ""
    if let scheme { text += scheme + ":" }
    if let authority { text += "//" + authority }
    text += path
    if let query { text += "?" + query }
    return text
  }

  /// The fragment with percent-encoding undone; empty where there is none, nil where it does not become text.
  var decodedFragment: String? {
    guard let fragment else { return "" }
    var bytes: [UInt8] = []
    var rest = fragment.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = Substring(rest.prefix(2))
      guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let code = UInt8(digits, radix: 16) else { return nil }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
