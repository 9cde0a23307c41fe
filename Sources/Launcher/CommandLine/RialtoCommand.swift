/// What the program `rialto` was told to do.
package enum RialtoCommand: Sendable, Equatable {
  /// Serve MCP over gRPC.
  case serve(Configuration)
  /// Serve MCP over standard input and output, or bridge it to a server.
  case stdio(Configuration)
  /// Send one request to a server and print the answer.
  case call(CallOptions, Configuration)
  /// Ask a server whether it is healthy.
  case probe(ProbeOptions, Configuration)
}
