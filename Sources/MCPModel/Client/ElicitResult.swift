public import JSON

/// What the user did with a question (MCP, Elicitation, Response Actions).
public struct ElicitResult: Sendable {
  public var action: Action
  /// What was filled in, with an accepted form: an object of texts, numbers, truth values and arrays of texts. It is
  /// what the client sent: nobody has held it against the form.
  public var content: JSONValue?

  /// What the user did.
  public enum Action: String, Sendable, CaseIterable {
    case accept
    /// The user said no.
    case decline
    /// The user said neither.
    case cancel
  }

  public init(action: Action, content: JSONValue? = nil) {
    self.action = action
    self.content = content
  }

  /// The value of a field of an accepted form.
  public subscript(field: String) -> JSONValue? { action == .accept ? content?[field] : nil }

  init(_ received: ReceivedValue) throws(MCPError) {
    action = try received.required("action").choice()
    guard let content = try received.optional("content") else { return }
    for (_, value) in try content.members() { try Self.check(value) }
    self.content = content.json
  }

  private static func check(_ value: ReceivedValue) throws(MCPError) {
    switch value.json.kind {
    case .string, .number, .bool: break
    case .array: _ = try value.strings()
    case .null, .object: throw value.error("must be a string, a number, a boolean or an array of strings")
    }
  }

  func writeMembers(to builder: inout JSONBuilder) {
    builder.member("action", action.rawValue)
    builder.member("content", content)
  }
}
