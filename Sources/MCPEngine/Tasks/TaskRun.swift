internal import JSON
internal import MCPModel
internal import Synchronization

/// The handler of one call that is a task, or may become one, while it runs in this process. It runs in the background,
/// and the request waits for `answer`: the task, or what the handler came to where it ended without becoming one.
final class TaskRun: Sendable {
  private enum Phase {
    /// The request waits for the handler.
    case call
    /// The task is being stored.
    case beginning
    case task
    /// The request was given up before there was a task.
    case abandoned
  }

  let id = Identifier.random()
  /// How long the task is kept once there is one.
  let ttl: Duration
  let scope = CancelScope()
  let questions: TaskQuestions
  let answer = Awaited<Result<JSONRPCResult, MCPError>>()
  private let phase = Mutex(Phase.call)

  init(ttl: Duration, limits: EngineLimits) {
    self.ttl = ttl
    self.questions = TaskQuestions(maximum: limits.maxQuestionsPerSession)
  }

  var isTask: Bool {
    phase.withLock { phase in
      if case .task = phase { true } else { false }
    }
  }

  /// - Returns: false where the run is a task already, or on its way to be one.
  func beginTask() -> Bool { move(from: [.call], to: .beginning) }

  /// The task could not be stored.
  func failTask() { _ = move(from: [.beginning], to: .call) }

  /// The task is stored.
  ///
  /// - Returns: false where the request has been given up meanwhile.
  func becomeTask() -> Bool { move(from: [.beginning], to: .task) }

  /// Gives up a request that is no task yet: its handler is cancelled. A task goes on without its request.
  func abandon() {
    if move(from: [.call, .beginning], to: .abandoned) { scope.cancel() }
  }

  private func move(from sources: Set<Phase>, to phase: Phase) -> Bool {
    self.phase.withLock { current in
      guard sources.contains(current) else { return false }
      current = phase
      return true
    }
  }
}

/// The tasks whose handlers run in this process, by id.
final class TaskRuns: Sendable {
  private let runs = Mutex<[String: TaskRun]>([:])

  var count: Int { runs.withLock { $0.count } }

  subscript(id: String) -> TaskRun? { runs.withLock { $0[id] } }

  func add(_ run: TaskRun) { runs.withLock { $0[run.id] = run } }

  @discardableResult
  func remove(_ id: String) -> TaskRun? { runs.withLock { $0.removeValue(forKey: id) } }
}
