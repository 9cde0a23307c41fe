internal import Bytes
internal import JSON
internal import MCPModel
internal import Synchronization

/// The way of the stateless revision: a question ends the request with `input_required`, and the client sends it again
/// with its answer (2026-07-28, Multi Round-Trip Requests). Answers of earlier rounds travel in `requestState`.
final class RetryInput: ClientInput {
  private struct State {
    /// What the client sent with this round, by key.
    var responses: [String: JSONValue] = [:]
    /// What the next round will know: answers that were asked for, and what was remembered.
    var answers: [String: JSONValue]
    var memories: [String: JSONValue]
    /// Asked for, and not answered.
    var missing: [String: InputRequest] = [:]
  }

  /// What earlier rounds left, nil in the first.
  let received: RequestState?
  private let state: Mutex<State>

  /// - Parameter params: of the request; its `inputResponses` go before what earlier rounds were told.
  /// - Throws: -32602 where a member that this pattern uses is not what it should be.
  init(params: JSONValue?, received: RequestState?) throws(MCPError) {
    var state = State(answers: received?.answers ?? [:], memories: received?.memories ?? [:])
    if let responses = params?["inputResponses"] {
      guard responses.kind == .object else { throw .invalidParams("must be an object", at: "/params/inputResponses") }
      for (key, value) in responses.members { state.responses[key.string] = value }
    }
    self.received = received
    self.state = Mutex(state)
  }

  func answers(
    to questions: [String: InputRequest], timeout: Duration, of context: RequestContext
  ) async throws(ClientInputError) -> [String: InputResponse] {
    var answers: [String: InputResponse] = [:]
    // In one order always, so that of several answers that cannot be used the client is told of the same one.
    for (key, question) in questions.sorted(by: { $0.key < $1.key }) {
      guard let answer = answer(to: key) else { continue }
      do throws(MCPError) {
        answers[key] = try InputResponse(answer, answering: question)
      } catch {
        throw Self.unusable(key, error)
      }
    }
    // Only now, since an answer that cannot be used is an error rather than asked for together with the others.
    take(answers.keys, missing: questions.filter { answers[$0.key] == nil })
    guard answers.count == questions.count else {
      throw ClientInputError(.inputRequired, "The client is being asked")
    }
    return answers
  }

  /// What the client has answered; nil where it has not.
  private func answer(to key: String) -> JSONValue? {
    state.withLock { state in state.responses[key] ?? state.answers[key] }
  }

  /// Keeps the answers that could be used for the next round, and puts the questions without one on its list.
  private func take(_ answered: some Sequence<String>, missing: [String: InputRequest]) {
    state.withLock { state in
      for key in answered { state.answers[key] = state.responses[key] ?? state.answers[key] }
      state.missing.merge(missing) { question, _ in question }
    }
  }

  private static func unusable(_ key: String, _ error: MCPError) -> ClientInputError {
    let escaped = key.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    let message = "/params/inputResponses/\(Engine.excerpt(escaped)): \(error.message)"
    return ClientInputError(.invalidAnswer, message, cause: MCPError(.invalidParams, message, cause: error))
  }

  /// The questions without an answer, and what the next round has to know; nil where all are answered.
  var open: (questions: [String: InputRequest], next: RequestState)? {
    state.withLock { state in
      guard !state.missing.isEmpty else { return nil }
      return (state.missing, RequestState(id: "", expiresAt: 0, answers: state.answers, memories: state.memories))
    }
  }

  /// What an earlier run of the handler remembered.
  func remembered(_ key: String) -> JSONValue? { state.withLock { $0.memories[key] } }

  func remember(_ value: JSONValue, as key: String) { state.withLock { $0.memories[key] = value } }
}
