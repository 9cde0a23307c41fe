extension URITemplate {
  /// The value of a variable (RFC 6570, section 2.3). A list or an associative array without elements is undefined.
  package enum Value: Sendable, Hashable {
    case string(String)
    case list([String])
    /// An associative array; the order is that of the expansion. Matching never returns one.
    case associative([Member])

    /// The value as one text: what a list or an associative array has, with commas between.
    package var text: String {
      switch self {
      case .string(let text): text
      case .list(let texts): texts.joined(separator: ",")
      case .associative(let members): members.map { "\($0.name),\($0.value)" }.joined(separator: ",")
      }
    }
  }

  package struct Member: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}

extension URITemplate.Value: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  package init(stringLiteral value: String) { self = .string(value) }

  package init(arrayLiteral elements: String...) { self = .list(elements) }

  package init(dictionaryLiteral elements: (String, String)...) {
    self = .associative(elements.map { URITemplate.Member(name: $0.0, value: $0.1) })
  }
}
