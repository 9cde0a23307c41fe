extension URITemplate {
  /// What stands between braces.
  struct Expression: Sendable {
    let expressionOperator: Operator
    let variables: [Variable]
  }

  struct Variable: Sendable {
    let name: String
    /// How many characters of the value are used; nil for all.
    let prefix: Int?
    let isExploded: Bool
  }

  /// The table of RFC 6570, appendix A.
  enum Operator: UInt8, Sendable {
    case simple = 0
    case reserved = 0x2B
    case fragment = 0x23
    case label = 0x2E
    case path = 0x2F
    case parameter = 0x3B
    case query = 0x3F
    case continuation = 0x26

    /// What an expansion begins with, unless it is empty.
    var first: UInt8? {
      switch self {
      case .simple, .reserved: nil
      default: rawValue
      }
    }

    var separator: UInt8 {
      switch self {
      case .simple, .reserved, .fragment: UInt8(ascii: ",")
      case .label, .path, .parameter: rawValue
      case .query, .continuation: UInt8(ascii: "&")
      }
    }

    /// Whether values stand behind the names of their variables.
    var isNamed: Bool {
      switch self {
      case .parameter, .query, .continuation: true
      default: false
      }
    }

    /// Whether an equals sign stands behind a name that has an empty value.
    var hasEqualsBeforeNothing: Bool { self != .parameter }

    /// What a value has that is not percent-encoded.
    var characters: URICharacters {
      switch self {
      case .reserved, .fragment: .unreserved.union(.reserved)
      default: .unreserved
      }
    }
  }
}
