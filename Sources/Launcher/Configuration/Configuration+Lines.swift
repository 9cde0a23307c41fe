package import StdioTransport

extension Configuration {
  /// MCP over plain sockets, with the framing of stdio.
  package struct Lines: Sendable {
    /// A port to listen on; nil for none.
    package var tcp: NetworkAddress?
    /// A Unix socket to listen on; nil for none.
    package var unix: NetworkAddress?
    /// What holds for both. What other settings decide as well is put in when serving begins.
    package var server = LineServer.Settings()

    package var listen: [NetworkAddress] { [tcp, unix].compactMap { $0 } }
  }

  static let lineKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "lines.tcp", \.lines.tcp, .optional(.port, none: "none"), flag: "tcp",
      "Where to serve lines as over stdio, a session a connection. Port 0 lets the system choose one."),
    ConfigurationKey(
      "lines.unix", \.lines.unix, .optional(.socketFile, none: "none"), flag: "unix",
      "A Unix socket to serve such lines on."),
    ConfigurationKey(
      "lines.max-connections", \.lines.server.maxConnections, .count(1...100),
      "Connections at the same time, each of which takes a thread, or two; more are closed when they come."),
    ConfigurationKey(
      "lines.idle-timeout", \.lines.server.idleTimeout, .duration(.milliseconds(1) ... week),
      "Close a connection that has carried nothing in either direction for so long."),
    ConfigurationKey(
      "lines.max-line-bytes", \.lines.server.maxLineBytes, .bytes(1 << 10...1 << 30),
      "Longest line, which is one message, in each direction."),
  ]
}
