internal import JSON
internal import MCPModel

/// How the questions of one request reach its client.
protocol ClientInput: Sendable {
  /// - Parameter questions: none of them is beyond what the client has declared.
  func answers(
    to questions: [String: InputRequest], timeout: Duration, of context: RequestContext
  ) async throws(ClientInputError) -> [String: InputResponse]
}

/// The way of legacy sessions: each question is a request from the server, sent where the answers of the session go.
struct SessionInput: ClientInput {
  let questions: ClientRequests
  let sink: any MessageSink
  /// The MCP task that asks, where one does.
  var taskID: String?

  func answers(
    to questions: [String: InputRequest], timeout: Duration, of context: RequestContext
  ) async throws(ClientInputError) -> [String: InputResponse] {
    let outcome = await withTaskGroup(of: (String, Result<InputResponse, ClientInputError>).self) { group in
      for (key, question) in questions {
        group.addTask { (key, await answer(to: question, timeout: timeout, of: context)) }
      }
      var answers: [String: InputResponse] = [:]
      var failure: ClientInputError?
      for await (key, answer) in group {
        switch answer {
        case .success(let response): answers[key] = response
        case .failure(let error):
          // One question without an answer makes the others useless.
          failure = failure ?? error
          group.cancelAll()
        }
      }
      return failure.map { Result<[String: InputResponse], ClientInputError>.failure($0) } ?? .success(answers)
    }
    return try outcome.get()
  }

  private func answer(
    to question: InputRequest, timeout: Duration, of context: RequestContext
  ) async -> Result<InputResponse, ClientInputError> {
    let params: JSONValue?
    do throws(MCPError) {
      params = try question.params(for: context.revision)
    } catch {
      return .failure(ClientInputError(.unreachable, error.message, cause: error))
    }
    let result: JSONValue
    do throws(ClientInputError) {
      result = try await questions.call(
        question.method, taskID.map { (params ?? [:]).related(to: $0) } ?? params, form: context.form, over: sink,
        timeout: timeout)
    } catch {
      return .failure(error)
    }
    do throws(MCPError) {
      return .success(try InputResponse(result, answering: question))
    } catch {
      return .failure(
        ClientInputError(
          .invalidAnswer, "The client's answer cannot be used: \(error.message)",
          cause: MCPError(.internalError, "The client's answer cannot be used: \(error.message)", cause: error)))
    }
  }
}
