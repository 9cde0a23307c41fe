public import JSON
public import MCPModel

extension RequestContext {
  /// Asks the client several things at once (MCP: elicitation, sampling, roots).
  ///
  /// The handler does not see how the question travels. In a legacy session it is a request from the server, and the
  /// handler goes on where it waits. In the stateless revision there is nobody to wait for: **the first call throws, the
  /// handler ends, and when the client sends its request again with the answers the whole handler runs again from the
  /// start**, and this call returns them. So whatever the handler does before its last question it does once more in
  /// each round: ask before doing, and keep what must happen once in `once(_:_:)`. Let the error of the first call
  /// through; whatever the handler returns or throws instead is ignored. In an MCP task the handler waits, as in a
  /// session.
  ///
  /// - Parameters:
  ///   - questions: by key. A key names the same question each time the handler runs, and each question of a request
  ///     has its own.
  ///   - timeout: how long to wait where the handler waits; the engine's `clientTimeout` where nil.
  /// - Returns: an answer for each key.
  /// - Throws: one error for every reason why there is no answer.
  public func ask(
    _ questions: [String: InputRequest], timeout: Duration? = nil
  ) async throws(ClientInputError) -> [String: InputResponse] {
    guard !questions.isEmpty else { return [:] }
    for question in questions.values {
      if let missing = question.missingCapability(clientCapabilities, for: revision) {
        throw ClientInputError(
          .undeclaredCapability, "The client has not declared that it can answer \(question.method)",
          requiredCapabilities: missing)
      }
    }
    return try await input().answers(to: questions, timeout: timeout ?? engine.limits.clientTimeout, of: self)
  }

  /// Whether the client has declared that it can answer such a question.
  public func canAsk(_ question: InputRequest) -> Bool {
    question.missingCapability(clientCapabilities, for: revision) == nil
  }

  /// Asks the client's user (MCP, Elicitation). See `ask(_:timeout:)`.
  public func elicit(
    _ key: String, _ request: ElicitRequest, timeout: Duration? = nil
  ) async throws(ClientInputError) -> ElicitResult {
    guard case .elicitation(let result)? = try await ask([key: .elicitation(request)], timeout: timeout)[key] else {
      preconditionFailure("an elicitation is answered by its result")
    }
    return result
  }

  /// Asks the client's model (MCP, Sampling). See `ask(_:timeout:)`.
  public func sample(
    _ key: String, _ request: CreateMessageRequest, timeout: Duration? = nil
  ) async throws(ClientInputError) -> CreateMessageResult {
    guard case .sampling(let result)? = try await ask([key: .sampling(request)], timeout: timeout)[key] else {
      preconditionFailure("sampling is answered by its result")
    }
    return result
  }

  /// Asks which folders the client works on (MCP, Roots). See `ask(_:timeout:)`.
  public func roots(_ key: String = "roots", timeout: Duration? = nil) async throws(ClientInputError) -> [Root] {
    guard case .roots(let roots)? = try await ask([key: .roots], timeout: timeout)[key] else {
      preconditionFailure("a question for roots is answered by them")
    }
    return roots
  }

  /// Does something once for a request, however often its handler runs: the result travels with the answers of the
  /// client. Once means once for each first request: a client that sends a state again, within its life, has what
  /// followed done again (see `useStateOnce`).
  ///
  /// - Parameter key: names the same thing each time the handler runs.
  public func once(
    _ key: String, _ body: () async throws -> JSONValue
  ) async throws -> JSONValue {
    guard let retry = retryInput else { return try await body() }
    if let value = retry.remembered(key) { return value }
    let value = try await body()
    retry.remember(value, as: key)
    return value
  }

  /// What travels with the rounds of the request, which may be the first one still; nil where the handler runs once
  /// only, since it waits for its answers or cannot ask.
  private var retryInput: RetryInput? {
    do throws(ClientInputError) {
      return try input() as? RetryInput
    } catch {
      return nil
    }
  }

  /// Makes the state with which the client came back good for this one time: who presents it again is refused. A
  /// handler calls it when it has its answers, before it does what must not be repeated. Does nothing where the client
  /// brought no state, or the handler waits for its answers.
  ///
  /// - Throws: `MCPError` where the state has been used, or that cannot be known.
  public func useStateOnce() async throws {
    guard let state = (clientInput as? RetryInput)?.received else { return }
    guard try await engine.onceStore.consume(state.id, expiresAt: state.expiresAt) else { throw RequestState.refused }
  }
}
