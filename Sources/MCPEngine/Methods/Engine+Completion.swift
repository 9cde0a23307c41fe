internal import JSON
internal import MCPModel

extension Engine {
  /// `completion/complete`. What exists but completes nothing gives no values.
  func complete(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    let completion = try CompletionRequest(params: request.params)
    let handlers: [String: CompletionHandler]
    switch completion.reference {
    case .prompt(let name):
      guard let prompt = catalog.prompts[name] else {
        throw .invalidParams("Unknown prompt: \(Self.excerpt(name))", at: "/params/ref/name")
      }
      handlers = prompt.completions
    case .resource(let uri):
      guard let template = catalog.templates[uri] else {
        throw .invalidParams("Unknown resource template: \(Self.excerpt(uri))", at: "/params/ref/uri")
      }
      handlers = template.completions
    }
    let handler = handlers[completion.argument]
    return try running(request, context) { [self] in
      let completion = try await handler?(completion, context) ?? Completion([])
      return result(context) { completion.writeMembers(to: &$0) }
    }
  }
}
