/// The `_meta` keys that MCP reserves (2026-07-28, Basic, `_meta`).
package enum MetaKey {
  package static let protocolVersion: StaticString = "io.modelcontextprotocol/protocolVersion"
  package static let clientInfo: StaticString = "io.modelcontextprotocol/clientInfo"
  package static let clientCapabilities: StaticString = "io.modelcontextprotocol/clientCapabilities"
  package static let serverInfo: StaticString = "io.modelcontextprotocol/serverInfo"
  package static let subscriptionID: StaticString = "io.modelcontextprotocol/subscriptionId"
  package static let progressToken: StaticString = "progressToken"
}
