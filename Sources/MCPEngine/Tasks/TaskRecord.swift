package import JSON
package import MCPModel

/// A task as it is kept: what its owner may be told of it. It is a plain value, so that replicas can share it; the
/// handler that works on it is a `TaskRun` of one process.
package struct TaskRecord: Sendable {
  /// Its place among the tasks of an owner, oldest first.
  package struct Place: Sendable, Comparable {
    package var createdAt: Timestamp
    package var id: String

    package static func < (left: Place, right: Place) -> Bool {
      left.createdAt == right.createdAt ? left.id < right.id : left.createdAt < right.createdAt
    }
  }

  package var state: TaskState
  package let owner: Principal
  /// The legacy session that the task belongs to; nil for one of the stateless revision.
  package let sessionID: String?
  /// What the client is asked now, by key: each a `method` with its `params`.
  package var questions: [String: JSONValue] = [:]
  /// What the request came to, once the task has ended; nil where it was cancelled.
  package var outcome: Result<JSONValue, MCPError>?

  package init(_ state: TaskState, owner: Principal, sessionID: String?) {
    self.state = state
    self.owner = owner
    self.sessionID = sessionID
  }

  package var id: String { state.id }
  package var place: Place { Place(createdAt: state.createdAt, id: id) }
  package var isFinal: Bool { state.status.isFinal }

  package func hasExpired(at now: Timestamp) -> Bool {
    guard let ttl = state.ttl else { return false }
    return now.milliseconds - state.createdAt.milliseconds >= ttl.wholeMilliseconds
  }
}

extension TaskRecord {
  /// Adds questions that the client has to answer before the task goes on.
  mutating func ask(_ questions: [String: JSONValue], at now: Timestamp) {
    guard !isFinal else { return }
    self.questions.merge(questions) { _, new in new }
    move(to: .inputRequired, at: now)
  }

  /// Takes questions away that are answered, or no longer asked.
  mutating func withdraw(_ keys: some Sequence<String>, at now: Timestamp) {
    guard !isFinal else { return }
    for key in keys { questions[key] = nil }
    move(to: questions.isEmpty ? .working : .inputRequired, at: now)
  }

  mutating func cancel(at now: Timestamp) {
    guard !isFinal else { return }
    move(to: .cancelled, "The task was cancelled by request", at: now)
  }

  /// Ends the task with what its request came to. A task that has ended already, such as by its cancellation, stays as
  /// it is.
  ///
  /// - Parameter toolErrorsFail: whether a result with `isError` makes the task `failed` (2025-11-25, Tasks, Task
  ///   Execution Errors) rather than `completed` (the tasks extension).
  mutating func finish(_ outcome: Result<JSONValue, MCPError>, toolErrorsFail: Bool, at now: Timestamp) {
    guard !isFinal else { return }
    self.outcome = outcome
    switch outcome {
    case .success(let result) where toolErrorsFail && result["isError"]?.bool == true:
      move(to: .failed, result["content"]?[0]?["text"]?.string.map(Engine.excerpt), at: now)
    case .success:
      move(to: .completed, at: now)
    case .failure(let error):
      move(to: .failed, error.message, at: now)
    }
  }

  private mutating func move(to status: TaskStatus, _ message: String? = nil, at now: Timestamp) {
    state.status = status
    state.statusMessage = message
    state.lastUpdatedAt = now
    if status.isFinal { questions = [:] }
  }
}
