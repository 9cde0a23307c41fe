public import JSON
public import MCPModel

/// What a server offers: its name, its tools and its resources.
public struct ServerDefinition: Sendable {
  public var implementation: Implementation
  /// Guidance for a model on how to use the server as a whole.
  public var instructions: String?
  public var tools: [ToolRegistration]
  public var resources: (any ResourceProvider)?

  public init(
    _ implementation: Implementation,
    instructions: String? = nil,
    tools: [ToolRegistration] = [],
    resources: (any ResourceProvider)? = nil
  ) {
    self.implementation = implementation
    self.instructions = instructions
    self.tools = tools
    self.resources = resources
  }
}

/// A tool and what runs when it is called.
public struct ToolRegistration: Sendable {
  public var tool: Tool
  public var handler: ToolHandler

  public init(_ tool: Tool, _ handler: ToolHandler) {
    self.tool = tool
    self.handler = handler
  }
}

/// How a tool's code runs. The arguments have been checked against the tool's input schema.
///
/// A handler that throws `ToolFailure` gives a result with `isError`; one that throws `MCPError` gives that JSON-RPC
/// error; anything else it throws is an internal error whose text the client does not see.
public enum ToolHandler: Sendable {
  /// Runs at once on the thread that read the request: the fastest way, for code that neither waits nor computes
  /// for more than some microseconds.
  case immediate(@Sendable (ToolCall) throws -> ToolResult)
  /// Runs as a task of its own, which is cancelled with the request.
  case async(@Sendable (ToolCall) async throws -> ToolResult)
  /// Runs on a bounded pool of threads, for code that blocks on files or processes.
  case blocking(@Sendable (ToolCall) throws -> ToolResult)
}

/// One call of a tool.
public struct ToolCall: Sendable {
  /// An object; empty where the client sent none.
  public let arguments: JSONValue
  public let context: RequestContext
}

/// A failure that the model should see: the call's result has `isError` and this message.
public struct ToolFailure: Error, Sendable {
  public var message: String
  public init(_ message: String) { self.message = message }
}

/// The resources of a server. Its functions may block: they run on the engine's pool of blocking threads.
public protocol ResourceProvider: Sendable {
  /// Up to `limit` resources in a stable order, from the one after `position` (nil: from the first).
  func resources(after position: String?, limit: Int, context: RequestContext) throws -> ResourcePage
  /// All templates, in a stable order.
  var templates: [ResourceTemplate] { get }
  /// - Throws: `MCPError.resourceNotFound` where there is no such resource.
  func read(_ uri: String, context: RequestContext) throws -> [ResourceContents]
}

/// A page of resources and the position to continue from, nil at the end.
public struct ResourcePage: Sendable {
  public var resources: [Resource]
  public var next: String?

  public init(resources: [Resource], next: String?) {
    self.resources = resources
    self.next = next
  }
}
