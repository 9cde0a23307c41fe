internal import JSON
internal import MCPModel

/// How a task comes to be and ends, the same for both forms of MCP tasks.
extension Engine {
  var timestamp: Timestamp { Timestamp(milliseconds: now()) }

  /// Runs a handler in the background, where it may become a task, and waits for what its request is answered with.
  ///
  /// - Parameter context: the handler's, made for `run`.
  func perform(
    _ run: TaskRun, _ context: RequestContext, _ body: @escaping @Sendable () async throws -> JSONRPCResult
  ) async -> Result<JSONRPCResult, MCPError> {
    let isStarted = background.start { [self] in
      let outcome = await run.scope.run { await self.outcome(context, body) }
      await end(run, context, with: outcome ?? .failure(.internalError(cause: CancellationError())))
    }
    guard isStarted else { return .failure(.overloaded("too much runs in the background")) }
    return await withTaskCancellationHandler {
      await run.answer.value()
    } onCancel: {
      run.abandon()
    }
  }

  /// The handler has ended. The state of a task that was cancelled stays as it is.
  private func end(_ run: TaskRun, _ context: RequestContext, with outcome: Result<JSONRPCResult, MCPError>) async {
    guard run.isTask else { return run.answer.settle(outcome) }
    let kept = outcome.map(\.value.detached)
    let toolErrorsFail = context.revision.traits.contains(.requestedTasks)
    await change(run.id) { $0.finish(kept, toolErrorsFail: toolErrorsFail, at: $1) }
    forget(run.id)
  }

  /// Makes a call a task: from now on the client knows it, and its request is answered.
  ///
  /// - Throws: `MCPError` where there are too many; `CancellationError` where the request was given up.
  func begin(_ run: TaskRun, _ context: RequestContext) async throws {
    guard run.beginTask() else { return }
    let state = TaskState(
      id: run.id, createdAt: timestamp, ttl: run.ttl, pollInterval: limits.taskPollInterval)
    do {
      let removed = try await tasks.insert(
        TaskRecord(state, owner: context.principal, sessionID: context.session?.id))
      for id in removed { forget(id) }
    } catch {
      run.failTask()
      throw error
    }
    taskRuns.add(run)
    guard run.becomeTask() else {
      forget(run.id)
      try await tasks.remove(run.id)
      throw CancellationError()
    }
    context.clientInput = TaskInput(run: run)
    if let subscription = context.live?.subscription { server.changes.watch(run.id, by: subscription) }
    run.answer.settle(.success(created(state, context)))
  }

  /// `CreateTaskResult`.
  private func created(_ state: TaskState, _ context: RequestContext) -> JSONRPCResult {
    let revision = context.revision
    guard revision.traits.contains(.tasksExtension) else {
      return result(context) { builder in
        builder.key("task")
        builder.beginObject()
        state.writeMembers(to: &builder, for: revision)
        builder.endObject()
      }
    }
    return result(context, type: "task") { state.writeMembers(to: &$0, for: revision) }
  }

  /// Changes a task, and tells whoever watches it.
  ///
  /// - Returns: what it is now. Nil where there is none any more, or the store is out of reach: there it stays as it is
  ///   until its time is over.
  @discardableResult
  func change(
    _ id: String, _ body: @escaping @Sendable (inout TaskRecord, Timestamp) -> Void
  ) async -> TaskRecord? {
    let now = timestamp
    do {
      guard let task = try await tasks.update(id, { body(&$0, now) }) else { return nil }
      server.changes.publish(.task(id))
      return task
    } catch {
      return nil
    }
  }

  /// Ends what this process has of a task that is over: its handler, where that runs, and calls that wait for it.
  func forget(_ id: String) {
    server.changes.forget(id)
    guard let run = taskRuns.remove(id) else { return }
    run.scope.cancel()
    run.questions.close()
  }
}
