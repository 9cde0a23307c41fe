internal import JSON
internal import MCPModel

/// The methods on tasks that only 2025-11-25 has.
extension Engine {
  /// `tasks/result` of 2025-11-25: waits for the end of the task, and meanwhile puts its questions to the client.
  func taskResult(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    try onTask(request, context) { [self] id in
      while true {
        // Before the state, so that what has no run and is not over runs elsewhere.
        let run = taskRuns[id]
        let task = try await task(id, of: context)
        guard !task.isFinal else {
          guard let outcome = task.outcome else {
            throw MCPError(.invalidParams, "The task was cancelled, and has no result")
          }
          return .value(try outcome.get().related(to: id))
        }
        guard let run else { throw Self.runsElsewhere }
        try await carryQuestions(of: run, context)
        try Task.checkCancellation()
      }
    }
  }

  /// Puts what a task asks to the client, each question as a request of its own, until the task has ended or the
  /// current task is cancelled.
  ///
  /// - Throws: where there is a question, and this call cannot carry it.
  private func carryQuestions(of run: TaskRun, _ context: RequestContext) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      var carried: Set<String> = []
      while let question = await run.questions.next(besides: carried) {
        guard context.arrival.carrier.questionsNeed == nil, let live = context.live, let sink = context.sink else {
          run.questions.release(question)
          let need = context.arrival.carrier.questionsNeed?.description ?? "a connection that carries them"
          throw MCPError(.internalError, "The task asks the client, which this call cannot carry: use \(need)")
        }
        carried.insert(question.key)
        let input = SessionInput(questions: live.questions, sink: sink, taskID: run.id)
        group.addTask { await self.carry(question, of: run, by: input, context) }
      }
      group.cancelAll()
    }
  }

  private func carry(
    _ question: TaskQuestions.Question, of run: TaskRun, by input: SessionInput, _ context: RequestContext
  ) async {
    do throws(ClientInputError) {
      let answers = try await input.answers(
        to: [question.key: question.request], timeout: ContinuousClock.now.duration(to: question.deadline), of: context)
      await change(run.id) { $0.withdraw([question.key], at: $1) }
      run.questions.answer(answers)
    } catch {
      switch error.code {
      // The client has answered, if badly.
      case .refused, .invalidAnswer: run.questions.fail(question.key, error)
      // Another call may have more luck, as long as the handler waits.
      default: run.questions.release(question)
      }
    }
  }

  /// `tasks/list` of 2025-11-25: the tasks of the session, oldest first.
  func listTasks(_ request: JSONRPCRequest, _ context: RequestContext) throws(MCPError) -> Disposition {
    let position = try cursors.position(of: request.method, in: request.params)
    let place = try position.map { (text) throws(MCPError) in try Self.place(text) }
    return answering(request, context) { [self] in
      let found = try await tasks.tasks(
        of: context.principal, inSession: context.session?.id ?? "", after: place, limit: limits.pageSize + 1)
      let page = found.prefix(limits.pageSize)
      let last = found.count > page.count ? page.last : nil
      let next = try last.map { last in
        try cursors.encode("\(last.state.createdAt.milliseconds) \(last.id)", of: request.method)
      }
      return result(context) { builder in
        builder.array("tasks", Array(page)) { builder, task in
          builder.beginObject()
          task.state.writeMembers(to: &builder, for: context.revision)
          builder.endObject()
        }
        builder.member("nextCursor", next)
      }
    }
  }

  private static func place(_ text: String) throws(MCPError) -> TaskRecord.Place {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let milliseconds = Int64(parts[0]) else { throw PageCursor.unknown }
    return TaskRecord.Place(createdAt: Timestamp(milliseconds: milliseconds), id: String(parts[1]))
  }
}
