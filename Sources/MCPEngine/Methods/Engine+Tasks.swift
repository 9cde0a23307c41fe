internal import JSON
internal import MCPModel

/// The methods on tasks. A task is found by whoever it belongs to, and by nobody else: a principal, in the legacy form
/// in the session that it was made in.
extension Engine {
  /// Whether there are tasks for a client of the revision.
  func offersTasks(_ catalog: Catalog, _ revision: ProtocolRevision) -> Bool {
    catalog.offersTasks && (revision.traits.contains(.requestedTasks) || revision.traits.contains(.tasksExtension))
  }

  /// `tasks/get`.
  func getTask(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    try onTask(request, context) { [self] id in state(try await task(id, of: context), context) }
  }

  /// `tasks/cancel`. In the extension it is an acknowledgement, also where the task has ended already; in 2025-11-25 it
  /// is the cancelled task.
  func cancelTask(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    try onTask(request, context) { [self] id in
      let isRequested = context.revision.traits.contains(.requestedTasks)
      var task = try await task(id, of: context)
      let hadEnded = task.isFinal
      if !hadEnded {
        guard let changed = await change(id, { $0.cancel(at: $1) }) else { throw Self.unknownTask }
        forget(id)
        task = changed
      }
      guard isRequested else { return acknowledgement(context) }
      guard !hadEnded, task.state.status == .cancelled else {
        throw MCPError(.invalidParams, "The task has ended already: it is \(task.state.status.rawValue)")
      }
      return state(task, context)
    }
  }

  /// `tasks/update` of the extension. Answers to what is not asked, or not any more, are ignored.
  func updateTask(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    try onTask(request, context) { [self] id in
      let responses = try ReceivedValue(request.params ?? [:], at: "/params").required("inputResponses").members()
      // Before the state, so that what has no run and is not over runs elsewhere.
      let run = taskRuns[id]
      let task = try await task(id, of: context)
      guard let run else {
        guard task.isFinal else { throw Self.runsElsewhere }
        return acknowledgement(context)
      }
      var answers: [String: InputResponse] = [:]
      for (key, response) in responses {
        guard let question = run.questions[key] else { continue }
        answers[key] = try InputResponse(response.json.detached, answering: question, at: response.path)
      }
      if !answers.isEmpty {
        // Before the handler goes on, so that the client sees no question that it has answered.
        let keys = Array(answers.keys)
        await change(id) { $0.withdraw(keys, at: $1) }
        run.questions.answer(answers)
      }
      return acknowledgement(context)
    }
  }

  /// A request about one task.
  func onTask(
    _ request: JSONRPCRequest, _ context: RequestContext,
    _ body: @escaping @Sendable (_ id: String) async throws -> JSONRPCResult
  ) throws(MCPError) -> Disposition {
    let traits = context.revision.traits
    if traits.contains(.tasksExtension), !context.acceptsTasks { throw .missingTasks }
    guard let id = request.params?["taskId"]?.string else {
      throw .invalidParams("must be a string", at: "/params/taskId")
    }
    return answering(request, context) { try await body(id) }
  }

  func answering(
    _ request: JSONRPCRequest, _ context: RequestContext, _ body: @escaping @Sendable () async throws -> JSONRPCResult
  ) -> Disposition {
    let record = record(request, context)
    return .pending { [self] in respond(request, await outcome(context, body), record) }
  }

  /// A task of whoever asks.
  ///
  /// - Throws: -32602 where it is unknown, its time is over, or it is another's: nobody learns which.
  func task(_ id: String, of context: RequestContext) async throws -> TaskRecord {
    guard let task = try await tasks.task(id) else {
      // Its handler has had its time.
      forget(id)
      throw Self.unknownTask
    }
    guard task.owner == context.principal, task.sessionID == context.session?.id else { throw Self.unknownTask }
    return task
  }

  static let unknownTask = MCPError.invalidParams("is no task, or one whose time is over", at: "/params/taskId")
  static let runsElsewhere = MCPError(.internalError, "The task runs in another process than this")

  private func state(_ task: TaskRecord, _ context: RequestContext) -> JSONRPCResult {
    result(context) { task.writeMembers(to: &$0, for: context.revision) }
  }

  private func acknowledgement(_ context: RequestContext) -> JSONRPCResult { result(context) { _ in } }
}

extension TaskRecord {
  /// All that a client is told of the task: in the extension with what it asks, or came to.
  func writeMembers(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    state.writeMembers(to: &builder, for: revision)
    guard revision.traits.contains(.tasksExtension) else { return }
    if state.status == .inputRequired {
      builder.key("inputRequests")
      builder.questions(questions)
    }
    switch outcome {
    case .success(let result): builder.member("result", result)
    case .failure(let error):
      builder.key("error")
      error.write(to: &builder)
    case nil: break
    }
  }
}
