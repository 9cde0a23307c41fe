/// What a server program was told to do. `Own` are the program's own settings.
package enum ServerAction<Own: Sendable>: Sendable {
  /// Serve MCP over gRPC, and where asked over HTTP, WebSocket and lines.
  case serve(Configuration, Own)
  /// Serve MCP over standard input and output, in this process.
  case stdio(Configuration, Own)
  /// Carry standard input and output to a server that runs elsewhere.
  case stdioBridge(Configuration)
  /// Carry what comes over the network to a server that runs elsewhere.
  case bridge(Configuration)
  /// Send one request to a server and print the answer.
  case call(CallOptions, Configuration)
  /// Ask a server whether it is healthy.
  case probe(ProbeOptions, Configuration)
}
