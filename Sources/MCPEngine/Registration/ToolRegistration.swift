public import JSON
internal import JSONSchema
public import MCPModel

/// A tool and what runs when it is called.
public struct ToolRegistration: Sendable {
  /// What clients see of it.
  public var tool: Tool
  public var handler: ToolHandler
  /// When a call becomes a task, where `tool.taskSupport` allows it and the server decides: for clients of the tasks
  /// extension (2026-07-28). A client of 2025-11-25 decides itself, and its task begins at once.
  public var becomesTask: TaskMoment
  /// Who sees the tool; for anybody else it does not exist. Nil: everybody.
  public var isVisible: (@Sendable (Principal) -> Bool)?

  public init(
    _ tool: Tool, _ handler: ToolHandler, becomesTask: TaskMoment = .atOnce,
    isVisible: (@Sendable (Principal) -> Bool)? = nil
  ) {
    self.tool = tool
    self.handler = handler
    self.becomesTask = becomesTask
    self.isVisible = isVisible
  }

  /// When a call becomes a task.
  public enum TaskMoment: Sendable {
    /// Before its handler runs.
    case atOnce
    /// When its handler calls `RequestContext.continueAsTask()`, if it does: for work that turns out to be long, or for
    /// questions that come before it. Only an `async` handler can.
    case whenHandlerSays
  }
}

/// How a tool's code runs. The arguments have been checked against the tool's input schema, and what it gives is
/// checked against the output schema.
///
/// A handler that throws `ToolFailure` gives a result with `isError`; one that throws `MCPError` gives that JSON-RPC
/// error; anything else it throws is an internal error whose text the client does not see.
public enum ToolHandler: Sendable {
  /// Runs at once on the thread that read the request: the fastest way, for code that neither waits nor computes
  /// for more than some microseconds.
  case immediate(@Sendable (ToolCall) throws -> ToolResult)
  /// Runs as a task of its own, which is cancelled with the request. Only such a handler can ask the client.
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
  /// One or two sentences that help a model to do better.
  public var message: String
  public init(_ message: String) { self.message = message }
}

/// A registered tool with its schemas compiled. A class, so that a call takes one reference rather than every string of
/// the registration.
final class ToolEntry: Sendable {
  let registration: ToolRegistration
  /// The handler of a tool that is answered at once, by itself: to look for it costs the call nothing then.
  let immediate: (@Sendable (ToolCall) throws -> ToolResult)?
  let inputSchema: JSONSchema
  let outputSchema: JSONSchema?
  /// The arguments that clients repeat in the metadata of their transport.
  let mirroredArguments: [MirroredArgument]

  /// - Parameter documents: what its schemas may refer to, by URI.
  init(_ registration: ToolRegistration, documents: [String: JSONValue]) throws(RegistrationError) {
    self.registration = registration
    if case .immediate(let body) = registration.handler { immediate = body } else { immediate = nil }
    let tool = registration.tool
    self.mirroredArguments = try MirroredArgument.all(of: tool)
    self.inputSchema = try Self.compile(tool.inputSchema, documents, "input schema of tool \(tool.name)")
    if let schema = tool.outputSchema {
      self.outputSchema = try Self.compile(schema, documents, "output schema of tool \(tool.name)")
    } else {
      self.outputSchema = nil
    }
  }

  private static func compile(
    _ schema: JSONValue, _ documents: [String: JSONValue], _ what: String
  ) throws(RegistrationError) -> JSONSchema {
    do {
      return try JSONSchema(compiling: schema, documents: documents)
    } catch {
      throw RegistrationError(.invalidSchema, "The \(what): \(error)", cause: error)
    }
  }
}
