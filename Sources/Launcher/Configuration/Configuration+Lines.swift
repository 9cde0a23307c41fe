extension Configuration {
  /// MCP over plain sockets, with the framing of stdio.
  package struct Lines: Sendable {
    /// A port to listen on; nil for none.
    package var tcp: NetworkAddress?
    /// A Unix socket to listen on; nil for none.
    package var unix: NetworkAddress?
    package var maxConnections = 64
    /// The longest line, which is one message, that is received or sent.
    package var maxLineBytes = 4 << 20

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
      "lines.max-connections", \.lines.maxConnections, .count(1...100),
      "Connections at the same time, each of which takes a thread; more are closed when they come."),
    ConfigurationKey(
      "lines.max-line-bytes", \.lines.maxLineBytes, .bytes(1 << 10...1 << 30),
      "Longest line, which is one message, in each direction."),
  ]
}
