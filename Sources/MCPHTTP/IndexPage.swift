internal import Bytes
internal import CoreHTTP

/// What people are shown who come with a browser: plain HTML.
package struct IndexPage: Sendable {
  /// One line of a list: a name and what there is to say of it.
  package struct Entry: Sendable {
    package var name: String
    package var text: String

    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  package var title: String
  package var version: String
  package var revisions: [String]
  package var tools: [Entry]
  /// What is said where there are no tools to show.
  package var withoutTools = "None."

  package init(title: String, version: String, revisions: [String], tools: [Entry]) {
    self.title = title
    self.version = version
    self.revisions = revisions
    self.tools = tools
  }

  private static func endpoints(withSSE offersSSE: Bool) -> [Entry] {
    let sse = [Entry("/sse", "MCP over HTTP with SSE, for clients of 2024-11-05")]
    return [Entry("/mcp", "MCP over Streamable HTTP"), Entry("/ws", "MCP over WebSocket, subprotocol mcp")]
      + (offersSSE ? sse : []) + [
        Entry("/livez", "whether the process is alive"), Entry("/readyz", "whether it takes requests"),
        Entry("/healthz", "the same"),
      ]
  }

  func response(withSSE offersSSE: Bool) -> HTTPResponse {
    let page = """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>\(title.escapedHTML)</title></head>
      <body>
      <h1>\(title.escapedHTML) \(version.escapedHTML)</h1>
      <p>A server for the Model Context Protocol, revisions \(revisions.joined(separator: ", ").escapedHTML).</p>
      <h2>Endpoints</h2>
      \(Self.list(Self.endpoints(withSSE: offersSSE)))
      <h2>Tools</h2>
      \(tools.isEmpty ? "<p>\(withoutTools.escapedHTML)</p>" : Self.list(tools))
      </body>
      </html>

      """
    return HTTPResponse(status: 200, headers: Self.headers, body: SharedBytes(page.utf8))
  }

  private static func list(_ entries: [Entry]) -> String {
    let items = entries.map { "<dt><code>\($0.name.escapedHTML)</code></dt><dd>\($0.text.escapedHTML)</dd>" }
    return "<dl>\n\(items.joined(separator: "\n"))\n</dl>"
  }

  /// Nothing on the page runs or is fetched, whatever a tool's description says.
  private static let headers: HTTPHeaders = [
    "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
  ]
}

extension String {
  fileprivate var escapedHTML: String {
    var escaped = ""
    for character in unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
