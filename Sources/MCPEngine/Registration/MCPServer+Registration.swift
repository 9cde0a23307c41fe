internal import JSONSchema
public import MCPModel
internal import URITemplate

extension MCPServer {
  /// Offers a tool.
  ///
  /// - Throws: where there is a tool of that name, or one of its schemas cannot be compiled.
  public func add(_ registration: ToolRegistration) throws(RegistrationError) {
    let entry = try ToolEntry(registration, documents: schemaDocuments)
    _ = try change { (sections) throws(RegistrationError) in
      try sections.tools.insert(entry, named: registration.tool.name, of: "tool")
      if registration.tool.taskSupport != .forbidden { sections.offersTasks = true }
      return .toolsList
    }
  }

  /// Offers a tool whose handler runs as a task of its own.
  ///
  /// - Throws: where there is a tool of that name, or one of its schemas cannot be compiled.
  public func add(
    _ tool: Tool, _ body: @escaping @Sendable (ToolCall) async throws -> ToolResult
  ) throws(RegistrationError) {
    try add(ToolRegistration(tool, .async(body)))
  }

  /// Takes a tool away. Calls that run go on.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  public func removeTool(_ name: String) -> Bool {
    change { $0.tools.remove(name) ? .toolsList : nil }
  }

  /// Offers a prompt.
  ///
  /// - Throws: where there is a prompt of that name.
  public func add(_ registration: PromptRegistration) throws(RegistrationError) {
    _ = try change { (sections) throws(RegistrationError) in
      try sections.prompts.insert(registration, named: registration.prompt.name, of: "prompt")
      return .promptsList
    }
  }

  /// Offers a prompt.
  ///
  /// - Parameter completions: by argument, what completes it.
  /// - Throws: where there is a prompt of that name.
  public func add(
    _ prompt: Prompt, completions: [String: CompletionHandler] = [:],
    _ body: @escaping @Sendable (PromptCall) async throws -> PromptResult
  ) throws(RegistrationError) {
    try add(PromptRegistration(prompt, completions: completions, body))
  }

  /// - Returns: whether there was one.
  @discardableResult
  public func removePrompt(_ name: String) -> Bool {
    change { $0.prompts.remove(name) ? .promptsList : nil }
  }

  /// Offers one resource.
  ///
  /// - Throws: where there is a resource with that URI.
  public func add(
    _ resource: Resource, _ body: @escaping @Sendable (ResourceRequest) async throws -> [ResourceContents]
  ) throws(RegistrationError) {
    let registration = ResourceRegistration(resource: resource, read: body)
    _ = try change { (sections) throws(RegistrationError) in
      try sections.resources.insert(registration, named: resource.uri, of: "resource")
      return .resourcesList
    }
  }

  /// - Returns: whether there was one.
  @discardableResult
  public func removeResource(_ uri: String) -> Bool {
    change { $0.resources.remove(uri) ? .resourcesList : nil }
  }

  /// Offers a family of resources. A URI that no resource has is read by the first template, in the order of
  /// registration, that it matches.
  ///
  /// - Parameter completions: by variable of the template, what completes it.
  /// - Throws: where there is such a template, or it is not one of RFC 6570.
  public func add(
    _ template: ResourceTemplate, completions: [String: CompletionHandler] = [:],
    _ body: @escaping @Sendable (ResourceRequest) async throws -> [ResourceContents]
  ) throws(RegistrationError) {
    let registration = try TemplateRegistration(template, completions: completions, read: body)
    _ = try change { (sections) throws(RegistrationError) in
      try sections.templates.insert(registration, named: template.uriTemplate, of: "resource template")
      return .resourcesList
    }
  }

  /// - Returns: whether there was one.
  @discardableResult
  public func removeResourceTemplate(_ uriTemplate: String) -> Bool {
    change { $0.templates.remove(uriTemplate) ? .resourcesList : nil }
  }

  /// Offers resources that are found out when they are asked for, after those that were added one by one.
  public func add(_ provider: any ResourceProvider) {
    _ = change { sections in
      sections.providers.append(provider)
      return .resourcesList
    }
  }

  /// Tells clients that the resources of a provider are others than before.
  public func resourcesChanged() {
    // A change of nothing that is registered here, but pages that were prepared may hold what the provider had.
    _ = change { _ in .resourcesList }
  }
}
