import MCPEngine
import MCPModel

/// The resources and the template that the suite reads.
enum Resources {
  static func add(to server: MCPServer) throws {
    try server.add(
      Resource(
        uri: "test://static-text", name: "Static Text Resource", description: "A static text resource for testing",
        mimeType: "text/plain")
    ) { request in
      [
        ResourceContents(
          uri: request.uri, mimeType: "text/plain", body: .text("This is the content of the static text resource."))
      ]
    }
    try server.add(
      Resource(
        uri: "test://static-binary", name: "Static Binary Resource", description: "A static image for testing",
        mimeType: "image/png")
    ) { request in
      [ResourceContents(uri: request.uri, mimeType: "image/png", body: .blob(base64: Samples.png))]
    }
    try server.add(
      Resource(
        uri: "test://watched-resource", name: "Watched Resource", description: "A resource to subscribe to",
        mimeType: "text/plain")
    ) { request in
      [ResourceContents(uri: request.uri, mimeType: "text/plain", body: .text("Watched resource content"))]
    }
    try server.add(
      ResourceTemplate(
        uriTemplate: "test://template/{id}/data", name: "Dynamic Resource",
        description: "A resource for each id", mimeType: "application/json"),
      completions: [
        "id": { request, _ in Completion(["1", "12", "123"].filter { $0.hasPrefix(request.value) }) }
      ]
    ) { request in
      let id = request.variables["id"] ?? ""
      return [
        ResourceContents(
          uri: request.uri, mimeType: "application/json",
          body: .text(#"{"id": "\#(id)", "templateTest": true, "data": "Data for ID: \#(id)"}"#))
      ]
    }
  }
}
