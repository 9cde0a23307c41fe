package import JSON

/// What a client wants completed: an argument of a prompt, or a variable of a URI template (MCP, Completion).
public struct CompletionRequest: Sendable {
  /// Whose argument it is.
  public var reference: Reference
  /// The name of the argument.
  public var argument: String
  /// What has been typed of its value; may be empty.
  public var value: String
  /// The values of the arguments that are filled in already; clients send them from 2025-06-18 on.
  public var context: [String: String]

  /// What has the argument.
  public enum Reference: Sendable, Hashable {
    case prompt(name: String)
    /// A URI or a URI template.
    case resource(uri: String)
  }

  public init(reference: Reference, argument: String, value: String, context: [String: String] = [:]) {
    self.reference = reference
    self.argument = argument
    self.value = value
    self.context = context
  }

  /// Reads the params of `completion/complete`.
  ///
  /// - Throws: -32602 with the path from the message's root.
  package init(params: JSONValue?) throws(MCPError) {
    let params = ReceivedValue(params ?? [:], at: "/params")
    let reference = try params.required("ref")
    switch try reference.required("type").choice(Kind.self) {
    case .prompt: self.reference = .prompt(name: try reference.required("name").string())
    case .resource: self.reference = .resource(uri: try reference.required("uri").string())
    }
    let argument = try params.required("argument")
    self.argument = try argument.required("name").string()
    value = try argument.required("value").string()
    context = [:]
    for (name, value) in try params.optional("context")?.optional("arguments")?.members() ?? [] {
      context[name] = try value.string()
    }
  }

  private enum Kind: String, CaseIterable {
    case prompt = "ref/prompt"
    case resource = "ref/resource"
  }
}
