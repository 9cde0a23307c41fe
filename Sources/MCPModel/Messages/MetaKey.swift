/// The `_meta` keys that MCP reserves (2026-07-28, Basic, `_meta`), and those of its extensions.
///
/// The specification says how keys are formed to those who invent them; it asks nobody to check the keys they receive,
/// so nothing here does.
package enum MetaKey {
  package static let protocolVersion: StaticString = "io.modelcontextprotocol/protocolVersion"
  package static let clientInfo: StaticString = "io.modelcontextprotocol/clientInfo"
  package static let clientCapabilities: StaticString = "io.modelcontextprotocol/clientCapabilities"
  package static let logLevel: StaticString = "io.modelcontextprotocol/logLevel"
  package static let serverInfo: StaticString = "io.modelcontextprotocol/serverInfo"
  package static let subscriptionID: StaticString = "io.modelcontextprotocol/subscriptionId"
  package static let progressToken: StaticString = "progressToken"
  /// Ties a message to the task that it is about: an object with `taskId` (2025-11-25, Tasks, Associating Related
  /// Messages).
  package static let relatedTask: StaticString = "io.modelcontextprotocol/related-task"
}

/// The names of MCP's extensions, as they stand under `extensions` in capabilities.
package enum ExtensionID {
  package static let tasks: StaticString = "io.modelcontextprotocol/tasks"
}
