public import JSON
package import MCPModel

/// Why a question to the client has no answer.
public struct ClientInputError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable {
    /// The client is being asked, and will send the request again with its answer: let this error through.
    case inputRequired
    /// The client has not declared that it can answer such a question.
    case undeclaredCapability
    /// What carries the request cannot carry a question.
    case unreachable
    /// No answer came in time, or the client is gone.
    case timedOut
    /// The client answered with an error.
    case refused
    /// The client's answer is not what it should be.
    case invalidAnswer
    /// Too many questions wait for answers.
    case overloaded
    /// The handler has asked with the same key before, in the same task: each question has its own.
    case usedKey
  }

  public var code: Code
  /// For whoever reads a log; the client is told it only where the handler lets the error through.
  public var message: String
  /// For `undeclaredCapability`, what the client would have to declare.
  public var requiredCapabilities: JSONValue?
  /// What led to it: for `refused` and `invalidAnswer` an `MCPError`, where there is one.
  public var cause: (any Error)?

  init(_ code: Code, _ message: String, requiredCapabilities: JSONValue? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.requiredCapabilities = requiredCapabilities
    self.cause = cause
  }

  public var description: String { message }

  /// What the client is told where the handler lets the error through.
  package var mcpError: MCPError {
    switch code {
    case .undeclaredCapability: .missingCapability(requiredCapabilities ?? [:])
    case .invalidAnswer:
      (cause as? MCPError) ?? MCPError(.invalidParams, message, cause: self)
    case .inputRequired, .unreachable, .timedOut, .refused, .overloaded, .usedKey:
      MCPError(.internalError, message, cause: self)
    }
  }
}
