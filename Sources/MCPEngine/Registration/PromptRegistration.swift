public import MCPModel

/// A prompt and what makes its messages.
public struct PromptRegistration: Sendable {
  /// What clients see of it.
  public var prompt: Prompt
  /// By argument, what completes it.
  public var completions: [String: CompletionHandler]
  /// Makes the messages. An `MCPError` that it throws is what the client gets; of any other error the client learns
  /// only that there was one.
  public var handler: @Sendable (PromptCall) async throws -> PromptResult

  public init(
    _ prompt: Prompt, completions: [String: CompletionHandler] = [:],
    _ handler: @escaping @Sendable (PromptCall) async throws -> PromptResult
  ) {
    self.prompt = prompt
    self.completions = completions
    self.handler = handler
  }
}

/// One `prompts/get`. Every required argument is there, and none that the prompt does not have.
public struct PromptCall: Sendable {
  /// By name.
  public let arguments: [String: String]
  public let context: RequestContext
}

/// Suggests values for an argument that somebody is typing (MCP, Completion).
public typealias CompletionHandler = @Sendable (CompletionRequest, RequestContext) async throws -> Completion
