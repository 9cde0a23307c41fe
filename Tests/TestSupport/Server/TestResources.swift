internal import JSON
package import MCPEngine
package import MCPModel

/// Five resources: `test://1` to `test://4` are text, `test://5` is bytes.
package struct TestResources: ResourceProvider {
  package init() {}

  package func resources(after position: String?, limit: Int, context: RequestContext) throws -> ResourcePage {
    let start = try position.map { (position) throws in
      guard let index = Int(position), (1...5).contains(index) else {
        throw MCPError.invalidParams("is not a cursor that this server gave", at: "/params/cursor")
      }
      return index + 1
    }
    let page = Array(((start ?? 1)...6).dropLast().prefix(limit))
    return ResourcePage(
      resources: page.map { Resource(uri: "test://\($0)", name: "r\($0)", title: "Resource \($0)", size: 1) },
      next: page.last.flatMap { $0 < 5 ? String($0) : nil })
  }

  package var templates: [ResourceTemplate] {
    [ResourceTemplate(uriTemplate: "test://{number}", name: "numbered", title: "By number")]
  }

  package func read(_ uri: String, context: RequestContext) throws -> [ResourceContents]? {
    switch uri {
    case "test://1", "test://2", "test://3", "test://4":
      [ResourceContents(uri: uri, mimeType: "text/plain", body: .text("text of \(uri)"))]
    case "test://5":
      [ResourceContents(uri: uri, mimeType: "application/octet-stream", body: .blob(base64: "AP8="))]
    default:
      throw MCPError.resourceNotFound(uri)
    }
  }
}
