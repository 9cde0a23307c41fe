package import JSON

/// What a client answered to an `InputRequest`.
public enum InputResponse: Sendable {
  case elicitation(ElicitResult)
  case sampling(CreateMessageResult)
  case roots([Root])

  /// Reads the result that a client sent.
  ///
  /// The values in it may be views of the message that it came in.
  ///
  /// - Parameter path: where the result lies in its message.
  /// - Throws: -32602 with the path, for what is not a result of the request's method. The content of a form is not
  ///   held against the form.
  package init(_ json: JSONValue, answering request: InputRequest, at path: String = "") throws(MCPError) {
    let received = ReceivedValue(json, at: path)
    switch request {
    case .elicitation: self = .elicitation(try ElicitResult(received))
    case .sampling: self = .sampling(try CreateMessageResult(received))
    case .roots:
      self = .roots(try received.required("roots").elements { (root) throws(MCPError) in try Root(root) })
    }
  }

  /// The result as `init` reads it, for an answer that is kept.
  package var json: JSONValue {
    var builder = JSONBuilder()
    builder.beginObject()
    switch self {
    case .elicitation(let result): result.writeMembers(to: &builder)
    case .sampling(let result): result.writeMembers(to: &builder)
    case .roots(let roots): builder.array("roots", roots) { $1.write(to: &$0) }
    }
    builder.endObject()
    return builder.finish()
  }
}
