internal import JSON
internal import JSONSchema
internal import MCPModel

extension Engine {
  /// Serves a call of a tool on a server that offers tasks; nil where the call has nothing to do with them.
  ///
  /// - Parameter violation: why the arguments are wrong, if they are. In the extension that is answered as it is for
  ///   any other call; a client that asked for a task gets one, which fails.
  func callAsTask(
    _ entry: ToolEntry, _ arguments: JSONValue, _ violation: JSONSchema.Violation?, _ request: JSONRPCRequest,
    _ context: RequestContext
  ) throws(MCPError) -> Disposition? {
    guard let (moment, ttl) = try taskUse(of: entry.registration, request, context) else { return nil }
    if violation != nil, context.revision.traits.contains(.tasksExtension) { return nil }
    let refusal = try violation.map { (violation) throws(MCPError) in try refuse(violation, context) }

    let run = TaskRun(ttl: ttl, limits: limits)
    let taskContext = context.running(run)
    if moment == .whenHandlerSays { try taskContext.resume() }
    let call = ToolCall(arguments: arguments, context: taskContext)
    let record = record(request, context)
    return .pending { [self] in
      let outcome = await perform(run, taskContext) { [self] in
        if moment == .atOnce { try await taskContext.continueAsTask() }
        if let refusal { return try refusal.get() }
        return try await result(of: entry, call)
      }
      return respond(request, outcome, record)
    }
  }

  /// When a call becomes a task, and how long that is kept; nil where the call is answered with its result.
  private func taskUse(
    of registration: ToolRegistration, _ request: JSONRPCRequest, _ context: RequestContext
  ) throws(MCPError) -> (moment: ToolRegistration.TaskMoment, ttl: Duration)? {
    let support = registration.tool.taskSupport
    let traits = context.revision.traits
    if traits.contains(.requestedTasks) {
      guard let wish = request.params?["task"] else {
        if support == .required {
          throw MCPError(.methodNotFound, "The tool has to be called as a task: send the parameter task")
        }
        return nil
      }
      guard support != .forbidden else { throw MCPError(.methodNotFound, "The tool cannot be called as a task") }
      return (.atOnce, try ttl(ReceivedValue(wish, at: "/params/task")))
    }
    guard traits.contains(.tasksExtension), support != .forbidden else { return nil }
    guard context.acceptsTasks else {
      if support == .required { throw .missingTasks }
      return nil
    }
    switch (registration.becomesTask, registration.handler) {
    case (.atOnce, _), (.whenHandlerSays, .async): return (registration.becomesTask, limits.taskLifetime)
    // No other handler can say so.
    case (.whenHandlerSays, _): return nil
    }
  }

  /// How long a client wants its task to be kept, within what it may want.
  private func ttl(_ wish: ReceivedValue) throws(MCPError) -> Duration {
    guard let ttl = try wish.optional("ttl") else { return limits.taskLifetime }
    let milliseconds = try ttl.double()
    guard milliseconds >= 0 else { throw ttl.error("must not be negative") }
    let most = limits.maxTaskLifetime
    return milliseconds < Double(most.wholeMilliseconds) ? .milliseconds(max(1, Int64(milliseconds))) : most
  }

  /// Runs a tool's handler, of whichever kind.
  private func result(of entry: ToolEntry, _ call: ToolCall) async throws -> JSONRPCResult {
    switch entry.registration.handler {
    case .immediate(let body):
      return try result(of: entry, call.context) { try body(call) }
    case .async(let body):
      let given: Result<ToolResult, any Error>
      do { given = .success(try await body(call)) } catch { given = .failure(error) }
      return try result(of: entry, call.context) { try given.get() }
    case .blocking(let body):
      return try await blocking.run { [self] in
        try result(of: entry, call.context) { try body(call) }
      }
    }
  }
}

extension RequestContext {
  /// Whether the client takes a task in place of a result (the tasks extension, Capability Negotiation).
  var acceptsTasks: Bool {
    clientCapabilities["extensions"]?[ExtensionID.tasks]?.kind == .object
  }
}

extension MCPError {
  /// The client has not said that it takes tasks (the tasks extension, Capability Negotiation).
  static var missingTasks: MCPError {
    .missingCapability(["extensions": [ExtensionID.tasks.description: [:]]])
  }
}
