/// What only `call` can be told.
package struct CallOptions: Sendable, Equatable {
  /// The MCP method, such as `tools/list`.
  package var method = ""
  /// The parameters as JSON text, not yet parsed; nil where there are none.
  package var parameters: String?
  /// Use the RPC that streams the request's notifications.
  package var isStreaming = false
  /// How long the call may take; nil means as long as it likes.
  package var deadline: Duration?
  /// Open a session of this legacy revision first; nil means the stateless revision.
  package var legacyRevision: String?
  /// Print the answer as one line of JSON just as it came.
  package var isRaw = false

  package init() {}
}
