internal import JSON
package import MCPEngine
internal import MCPModel

/// Resources that are registered one by one, and families of them.
package enum TestCatalog {
  package static func add(to server: MCPServer) throws(RegistrationError) {
    try server.add(
      Resource(uri: "shop://items/special", name: "special", title: "Special", mimeType: "text/plain", size: 3)
    ) { request in
      [ResourceContents(uri: request.uri, mimeType: "text/plain", body: .text("the one"))]
    }
    try server.add(Resource(uri: "shop://logo", name: "logo")) { request in
      [
        ResourceContents(uri: request.uri, mimeType: "image/png", body: .blob([0, 255])),
        ResourceContents(uri: request.uri + "#alt", body: .text("A logo"), meta: ["own": 1]),
      ]
    }
    try server.add(Resource(uri: "shop://broken", name: "broken")) { _ in
      throw TestFailure("the password is swordfish")
    }
    try server.add(
      ResourceTemplate(uriTemplate: "shop://items/{id}", name: "item", title: "Item", mimeType: "text/plain"),
      completions: ["id": { request, _ in Completion(["1", "12", "2"].filter { $0.hasPrefix(request.value) }) }]
    ) { request in
      if request.variables["id"] == "none" { throw MCPError.resourceNotFound(request.uri) }
      return [ResourceContents(uri: request.uri, body: .text(describe("item", request.variables)))]
    }
    try server.add(ResourceTemplate(uriTemplate: "shop://{section}/{name}", name: "other")) { request in
      [ResourceContents(uri: request.uri, body: .text(describe("other", request.variables)))]
    }
  }

  /// Tools, prompts, resources and templates that do nothing, to be listed and removed.
  package static func addEmpty(_ number: Int, to server: MCPServer) throws(RegistrationError) {
    try server.add(Tool(name: "tool \(number)")) { _ in .text("") }
    try server.add(Prompt(name: "prompt \(number)")) { _ in PromptResult(messages: []) }
    try server.add(Resource(uri: "empty://\(number)", name: "resource \(number)")) { _ in [] }
    try server.add(ResourceTemplate(uriTemplate: "empty\(number)://{x}", name: "template \(number)")) { _ in [] }
  }

  private static func describe(_ template: String, _ variables: [String: String]) -> String {
    template + variables.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
  }
}
