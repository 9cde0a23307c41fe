internal import JSON
internal import MCPModel

/// The way of MCP tasks: a question becomes part of the task's state, and the handler waits for the answer. That comes
/// by `tasks/update` (the tasks extension), or from a client that is asked while it waits for `tasks/result`
/// (2025-11-25).
struct TaskInput: ClientInput {
  let run: TaskRun

  func answers(
    to questions: [String: InputRequest], timeout: Duration, of context: RequestContext
  ) async throws(ClientInputError) -> [String: InputResponse] {
    let engine = context.engine
    let asked: [String: JSONValue]
    do throws(MCPError) {
      asked = try InputRequest.json(questions, for: context.revision)
    } catch {
      throw ClientInputError(.unreachable, error.message, cause: error)
    }
    let settled = try run.questions.open(questions, until: .now + timeout)
    guard await engine.change(run.id, { $0.ask(asked, at: $1) }) != nil else {
      run.questions.withdraw(asked.keys)
      throw ClientInputError(.unreachable, "The task has ended")
    }
    let answers = await settled.value(
      within: timeout, late: .failure(ClientInputError(.timedOut, "The client did not answer in time")),
      cancelled: .failure(ClientInputError(.timedOut, "The task was cancelled")))
    if case .failure = answers {
      run.questions.withdraw(asked.keys)
      await engine.change(run.id) { $0.withdraw(asked.keys, at: $1) }
    }
    return try answers.get()
  }
}

extension InputRequest {
  /// Questions as they stand in `inputRequests`, by key.
  ///
  /// - Throws: -32603 for what the revision has no words for.
  static func json(
    _ questions: [String: InputRequest], for revision: ProtocolRevision
  ) throws(MCPError) -> [String: JSONValue] {
    var written: [String: JSONValue] = [:]
    for (key, question) in questions {
      var builder = JSONBuilder()
      builder.beginObject()
      builder.member("method", question.method)
      builder.member("params", try question.params(for: revision))
      builder.endObject()
      written[key] = builder.finish()
    }
    return written
  }
}

extension JSONBuilder {
  /// An `inputRequests` object.
  mutating func questions(_ questions: [String: JSONValue]) {
    beginObject()
    for (name, question) in questions.sorted(by: { $0.key < $1.key }) {
      key(name)
      value(question)
    }
    endObject()
  }
}
