internal import JSON
package import MCPEngine
package import MCPModel

/// Prompts with each kind of argument, completion and content.
package enum TestPrompts {
  package static func add(to server: MCPServer) throws(RegistrationError) {
    try server.add(
      Prompt(
        name: "greet", title: "Greet", description: "Greets somebody.",
        arguments: [
          PromptArgument(name: "name", title: "Name", description: "Whom.", isRequired: true),
          PromptArgument(name: "style"), PromptArgument(name: "a/b~c"),
        ]),
      completions: [
        "name": completeName, "style": completeStyle, "a/b~c": { _, _ in throw MCPError(.init(rawValue: 7), "No") },
      ]
    ) { call in
      PromptResult(
        messages: [.user("Greet \(call.arguments["name"] ?? "?")."), .assistant(call.arguments["style"] ?? "Hello.")],
        description: "A greeting")
    }
    try server.add(Prompt(name: "kinds")) { _ in
      PromptResult(messages: kinds.map { PromptMessage(role: .user, content: $0) })
    }
    try server.add(Prompt(name: "fails")) { _ in throw TestFailure("the password is swordfish") }
  }

  /// A block of each kind.
  package static let kinds: [ContentBlock] = [
    ContentBlock(
      .text("text"), annotations: Annotations(audience: [.user], priority: 0.5, lastModified: "2026-01-01T00:00:00Z"),
      meta: ["own": 1]),
    .image([1, 2, 3], mimeType: "image/png"),
    .audio([1, 2, 3], mimeType: "audio/wav"),
    .resourceLink(Resource(uri: "test://1", name: "one", title: "One", description: "The first")),
    .resource(ResourceContents(uri: "test://1", mimeType: "text/plain", body: .text("text of it"))),
    .resource(ResourceContents(uri: "test://5", mimeType: "image/png", body: .blob([0, 255]))),
  ]

  @Sendable private static func completeName(
    _ request: CompletionRequest, _ context: RequestContext
  ) async throws -> Completion {
    request.value == "many"
      ? Completion((1...250).map { "many \($0)" }, total: 250)
      : Completion(["Ada", "Alan", "Barbara"].filter { $0.hasPrefix(request.value) }, total: 3, hasMore: false)
  }

  @Sendable private static func completeStyle(
    _ request: CompletionRequest, _ context: RequestContext
  ) async throws -> Completion {
    await Task.yield()
    return Completion(request.context.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }
}
