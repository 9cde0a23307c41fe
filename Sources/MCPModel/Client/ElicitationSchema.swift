/// A form: the flat part of JSON Schema that clients can make one of (MCP, Elicitation, Requested Schema).
public struct ElicitationSchema: Sendable {
  /// In the order in which they should be shown. Their names differ.
  public var fields: [Field]

  public init(_ fields: [Field]) { self.fields = fields }

  /// One thing to fill in.
  public struct Field: Sendable {
    /// The name of the value in the answer.
    public var name: String
    /// What may be filled in.
    public var kind: Kind
    /// For display.
    public var title: String?
    public var description: String?
    /// Whether the form cannot be accepted without it.
    public var isRequired: Bool

    public init(
      _ name: String, _ kind: Kind, title: String? = nil, description: String? = nil, isRequired: Bool = false
    ) {
      self.name = name
      self.kind = kind
      self.title = title
      self.description = description
      self.isRequired = isRequired
    }
  }

  /// What a field takes. Defaults are sent from 2025-11-25 on, those of `boolean` from 2025-06-18 on.
  public enum Kind: Sendable {
    /// Text; its length is in characters.
    case string(minLength: Int? = nil, maxLength: Int? = nil, format: Format? = nil, default: String? = nil)
    case integer(minimum: Int64? = nil, maximum: Int64? = nil, default: Int64? = nil)
    /// The numbers are finite.
    case number(minimum: Double? = nil, maximum: Double? = nil, default: Double? = nil)
    case boolean(default: Bool? = nil)
    /// One of the options. Titles are sent as `oneOf` from 2025-11-25 on, and as `legacySelect` sends them before.
    case singleSelect([Option], default: String? = nil)
    /// Several of the options; from 2025-11-25 on.
    case multiSelect([Option], minItems: Int? = nil, maxItems: Int? = nil, default: [String]? = nil)
    /// One of the options, their titles sent as `enumNames` with every revision: what JSON Schema does not know, but
    /// clients of 2025-06-18 do.
    case legacySelect([Option], default: String? = nil)
  }

  /// What a text is.
  public enum Format: String, Sendable, CaseIterable {
    case email
    case uri
    case date
    case dateTime = "date-time"
  }

  /// A value to choose.
  public struct Option: Sendable, ExpressibleByStringLiteral {
    /// What the answer has where it is chosen.
    public var value: String
    /// For display, where that is not the value itself.
    public var title: String?

    public init(_ value: String, title: String? = nil) {
      self.value = value
      self.title = title
    }

    public init(stringLiteral value: String) { self.init(value) }
  }
}
