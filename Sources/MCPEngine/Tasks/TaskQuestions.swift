internal import MCPModel
internal import Synchronization

/// What the handler of one task asks its client, until it is answered.
///
/// Each key is used once in the life of a task, so that an answer can only be that to the question which the client saw
/// (the tasks extension, Task Update Requests). There are as many keys as the handler uses, and at most `maximum` open
/// questions.
final class TaskQuestions: Sendable {
  typealias Answers = Result<[String: InputResponse], ClientInputError>

  struct Question: Sendable {
    let key: String
    let request: InputRequest
    /// When the handler stops waiting.
    let deadline: ContinuousClock.Instant
    fileprivate let round: Int
    /// Whether a call is carrying it to the client.
    fileprivate var isCarried = false
  }

  /// Questions that were asked together, and are answered to the handler together.
  private struct Round {
    let settled = Awaited<Answers>()
    var missing: Int
    var answers: [String: InputResponse] = [:]
  }

  /// A call that can carry questions to the client, and has carried these.
  private struct Waiter {
    let carried: Set<String>
    let continuation: CheckedContinuation<Question?, Never>
  }

  private struct State {
    var usedKeys: Set<String> = []
    var open: [String: Question] = [:]
    var rounds: [Int: Round] = [:]
    var waiters: [Int: Waiter] = [:]
    var lastNumber = 0
    var isClosed = false

    mutating func number() -> Int {
      lastNumber += 1
      return lastNumber
    }

    /// A question that nobody carries.
    mutating func take(besides carried: Set<String>) -> Question? {
      let free = open.values.lazy.filter { !$0.isCarried && !carried.contains($0.key) }.map(\.key)
      guard let key = free.min() else { return nil }
      open[key]?.isCarried = true
      return open[key]
    }

    /// Hands questions that nobody carries to calls that wait for some.
    mutating func hand() -> [(Waiter, Question)] {
      var handed: [(Waiter, Question)] = []
      for (number, waiter) in waiters {
        guard let question = take(besides: waiter.carried) else { continue }
        waiters[number] = nil
        handed.append((waiter, question))
      }
      return handed
    }
  }

  private let maximum: Int
  private let state = Mutex(State())

  init(maximum: Int) { self.maximum = maximum }

  /// Asks; the answers settle what is returned.
  ///
  /// - Throws: where a key has been used, or too many questions are open.
  func open(
    _ questions: [String: InputRequest], until deadline: ContinuousClock.Instant
  ) throws(ClientInputError) -> Awaited<Answers> {
    let (settled, handed) = try state.withLock { (state) throws(ClientInputError) in
      guard !state.isClosed else { throw Self.ended }
      guard state.open.count + questions.count <= maximum else {
        throw ClientInputError(.overloaded, "Too many questions wait for answers of this client")
      }
      if let key = questions.keys.sorted().first(where: state.usedKeys.contains) {
        throw ClientInputError(.usedKey, "The task has asked something with the key \(key) before")
      }
      let number = state.number()
      let round = Round(missing: questions.count)
      state.rounds[number] = round
      for (key, request) in questions {
        state.usedKeys.insert(key)
        state.open[key] = Question(key: key, request: request, deadline: deadline, round: number)
      }
      return (round.settled, state.hand())
    }
    for (waiter, question) in handed { waiter.continuation.resume(returning: question) }
    return settled
  }

  /// What is asked with a key; nil where that is nothing, or not any more.
  subscript(key: String) -> InputRequest? { state.withLock { $0.open[key]?.request } }

  /// Takes answers; one that nothing waits for is ignored.
  func answer(_ answers: [String: InputResponse]) {
    let settled = state.withLock { state in
      var settled: [(Awaited<Answers>, [String: InputResponse])] = []
      for (key, answer) in answers {
        guard let question = state.open.removeValue(forKey: key), var round = state.rounds[question.round] else {
          continue
        }
        round.answers[key] = answer
        round.missing -= 1
        state.rounds[question.round] = round.missing > 0 ? round : nil
        if round.missing == 0 { settled.append((round.settled, round.answers)) }
      }
      return settled
    }
    for (awaited, answers) in settled { awaited.settle(.success(answers)) }
  }

  /// A question will not be answered, which makes those that were asked with it useless.
  func fail(_ key: String, _ error: ClientInputError) {
    let settled = state.withLock { state in
      state.open[key].flatMap { state.rounds[$0.round]?.settled }
    }
    settled?.settle(.failure(error))
  }

  /// Nobody waits for the answers any more.
  func withdraw(_ keys: some Sequence<String>) {
    state.withLock { state in
      for key in keys {
        if let question = state.open.removeValue(forKey: key) { state.rounds[question.round] = nil }
      }
    }
  }

  /// A question that no call carries, which the caller carries from now on; waits for one.
  ///
  /// - Parameter carried: what the caller has carried already.
  /// - Returns: nil where the task has ended, or the waiting task is cancelled.
  func next(besides carried: Set<String>) async -> Question? {
    let number = state.withLock { $0.number() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (question, goesOn) = state.withLock { state -> (Question?, Bool) in
          if state.isClosed || Task.isCancelled { return (nil, true) }
          if let question = state.take(besides: carried) { return (question, true) }
          state.waiters[number] = Waiter(carried: carried, continuation: continuation)
          return (nil, false)
        }
        if goesOn { continuation.resume(returning: question) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume(returning: nil)
    }
  }

  /// Lets another call carry a question to the client.
  func release(_ question: Question) {
    let handed = state.withLock { state in
      state.open[question.key]?.isCarried = false
      return state.hand()
    }
    for (waiter, question) in handed { waiter.continuation.resume(returning: question) }
  }

  private static let ended = ClientInputError(.unreachable, "The task has ended")

  /// The task has ended: nothing is asked any more, and nobody waits for a question.
  func close() {
    let (rounds, waiters) = state.withLock { state in
      defer { state = State(isClosed: true) }
      return (state.rounds.values, state.waiters.values)
    }
    for round in rounds { round.settled.settle(.failure(Self.ended)) }
    for waiter in waiters { waiter.continuation.resume(returning: nil) }
  }
}
