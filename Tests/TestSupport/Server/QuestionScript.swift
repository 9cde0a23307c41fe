internal import JSON
package import MCPEngine
internal import MCPModel

/// What a handler asks its client, as text: rounds one after the other, separated by `;`, each of questions that are
/// put together, separated by `,`. So `form:a,roots:b;model:c` asks two things and then a third.
///
/// - `form:KEY`, `url:KEY`, `model:KEY`, `roots:KEY` are questions; each asks `What is KEY?` where it can.
/// - `tools:KEY` asks the model and offers it a tool.
/// - `once:KEY` does something once, and says how often the probe was called by then.
/// - `single` wants the client's state used once only.
package enum QuestionScript {
  /// - Returns: `KEY=VALUE` for each question, in their order.
  package static func run(
    _ script: String, _ context: RequestContext, _ probe: Probe, timeout: Duration? = nil
  ) async throws -> String {
    var results: [String] = []
    for round in script.split(separator: ";") {
      var questions: [String: InputRequest] = [:]
      for step in round.split(separator: ",") {
        let parts = step.split(separator: ":").map(String.init)
        let key = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "once":
          let value = try await context.once(key) {
            probe.called()
            return .number(Int64(probe.calls))
          }
          results.append("\(key)=\(value)")
        case "single": try await context.useStateOnce()
        default: questions[key] = question(parts[0], key)
        }
      }
      let answers = try await context.ask(questions, timeout: timeout)
      results += answers.sorted { $0.key < $1.key }.map { "\($0.key)=\(text(of: $0.value))" }
    }
    return results.joined(separator: " ")
  }

  private static func question(_ kind: String, _ key: String) -> InputRequest {
    let text = "What is \(key)?"
    switch kind {
    case "form":
      return .elicitation(
        .form(message: text, schema: ElicitationSchema([.init("answer", .string(), isRequired: true)])))
    case "url":
      return .elicitation(.url(message: text, url: "https://example.com/\(key)", elicitationID: key))
    case "model": return .sampling(CreateMessageRequest(messages: [.user(text)], maxTokens: 10))
    case "tools":
      return .sampling(CreateMessageRequest(messages: [.user(text)], maxTokens: 10, tools: [Tool(name: "t")]))
    case "roots": return .roots
    default: preconditionFailure("no such question: \(kind)")
    }
  }

  private static func text(of answer: InputResponse) -> String {
    switch answer {
    case .elicitation(let result): result["answer"]?.string ?? result.action.rawValue
    case .sampling(let result): result.text
    case .roots(let roots): roots.map(\.uri).joined(separator: " ")
    }
  }
}
