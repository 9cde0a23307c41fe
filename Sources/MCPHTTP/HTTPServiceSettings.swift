/// What may be chosen about MCP over HTTP.
package struct HTTPServiceSettings: Sendable {
  /// The largest answer or message sent; a larger answer becomes a JSON-RPC error. Requests are bounded by the server.
  package var maxMessageBytes = 4 << 20
  /// How deep messages may be nested.
  package var jsonDepth = 128
  /// Names under which clients reach the server, beside this machine's own (`localhost`) and any address.
  package var allowedHosts: [String] = []
  /// Web pages that may talk to the server, such as `https://app.example`, beside those of this machine.
  package var allowedOrigins: [String] = []
  /// A request without an answer, or a stream, that has been silent for so long gets a comment, at most as long again
  /// later: a client and whatever is in between then know that it is alive.
  package var keepAliveInterval: Duration = .seconds(15)
  /// What people are shown at `/`; nil for one line.
  package var index: (@Sendable () -> IndexPage)?

  package init() {}
}
