internal import JSON
internal import MCPModel

extension Engine {
  /// `prompts/list`, a page at a time in the order of registration.
  func listPrompts(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    let page = try page(request, context, catalog, catalog.prompts, list: "prompts") { entry, builder in
      entry.prompt.write(to: &builder, for: context.revision)
    }
    return answer(request, .success(page), context)
  }

  /// `prompts/get`.
  func getPrompt(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog
  ) throws(MCPError) -> Disposition {
    guard let name = request.params?["name"]?.string else {
      throw .invalidParams("must be a string", at: "/params/name")
    }
    guard let registration = catalog.prompts[name] else {
      throw MCPError(.invalidParams, "Unknown prompt: \(Self.excerpt(name))")
    }
    let call = PromptCall(arguments: try Self.arguments(of: registration.prompt, in: request.params), context: context)
    return try running(request, context) { [self] in
      let promptResult = try await registration.handler(call)
      return result(context, textBytes: promptResult.textBytes, meta: promptResult.meta) {
        promptResult.writeMembers(to: &$0, for: context.revision)
      }
    }
  }

  private static func arguments(of prompt: Prompt, in params: JSONValue?) throws(MCPError) -> [String: String] {
    var arguments: [String: String] = [:]
    let given = ReceivedValue(params?["arguments"] ?? [:], at: "/params/arguments")
    for (name, value) in try given.members() {
      guard prompt.arguments.contains(where: { $0.name == name }) else {
        throw value.error("is no argument of the prompt")
      }
      arguments[name] = try value.string()
    }
    for argument in prompt.arguments where argument.isRequired && arguments[argument.name] == nil {
      throw given.member(argument.name).error("is required")
    }
    return arguments
  }
}
