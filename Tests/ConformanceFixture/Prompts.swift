import MCPEngine
import MCPModel

/// The prompts that the suite gets.
enum Prompts {
  static func add(to server: MCPServer) throws {
    try server.add(Prompt(name: "test_simple_prompt", description: "A prompt without arguments")) { _ in
      PromptResult(messages: [.user("This is a simple prompt for testing.")])
    }
    try server.add(
      Prompt(
        name: "test_prompt_with_arguments", description: "A prompt with required arguments",
        arguments: [
          PromptArgument(name: "arg1", description: "First test argument", isRequired: true),
          PromptArgument(name: "arg2", description: "Second test argument", isRequired: true),
        ]),
      completions: [
        "arg1": { request, _ in Completion(["paris", "park", "party"].filter { $0.hasPrefix(request.value) }) }
      ]
    ) { call in
      let (first, second) = (call.arguments["arg1"] ?? "", call.arguments["arg2"] ?? "")
      return PromptResult(messages: [.user("Prompt with arguments: arg1='\(first)', arg2='\(second)'")])
    }
    try server.add(
      Prompt(
        name: "test_prompt_with_embedded_resource", description: "A prompt that includes a resource",
        arguments: [PromptArgument(name: "resourceUri", description: "URI of the resource", isRequired: true)])
    ) { call in
      let contents = ResourceContents(
        uri: call.arguments["resourceUri"] ?? "", mimeType: "text/plain",
        body: .text("Embedded resource content for testing."))
      return PromptResult(messages: [
        PromptMessage(role: .user, content: .resource(contents)),
        .user("Please process the embedded resource above."),
      ])
    }
    try server.add(Prompt(name: "test_prompt_with_image", description: "A prompt that includes an image")) { _ in
      PromptResult(messages: [
        PromptMessage(role: .user, content: .image(base64: Samples.png, mimeType: "image/png")),
        .user("Please analyze the image above."),
      ])
    }
  }
}
