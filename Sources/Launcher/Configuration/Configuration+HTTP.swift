package import CoreHTTP
package import MCPHTTP

extension Configuration {
  /// MCP over HTTP and WebSocket.
  package struct HTTP: Sendable {
    /// Where to serve; nil for nowhere.
    package var listen: NetworkAddress?
    /// Threads that serve HTTP; 0 means one for each core.
    package var eventLoops = 0
    package var limits = HTTPServerConfiguration.defaults
    /// What is served. What other settings decide as well is put in when serving begins.
    package var service = HTTPServiceSettings()
    package var tls = ServerTLSFiles(group: "http")

    /// The largest message that is received or sent.
    package var maxMessageBytes: Int {
      get { limits.maxBodyBytes }
      set {
        limits.maxBodyBytes = newValue
        limits.webSocket.maxMessageBytes = newValue
        service.maxMessageBytes = newValue
      }
    }

    /// Whether the settings make sense together.
    func check() throws(ConfigurationError) {
      try tls.check()
      if service.allowsCORS, service.allowedOrigins.isEmpty {
        throw ConfigurationError(
          code: .conflict, message: "http.cors is about the pages of http.allowed-origins, which names none.")
      }
      if service.offersSSE, listen == nil {
        throw ConfigurationError(code: .conflict, message: "http.sse is served over HTTP: set http.listen as well.")
      }
    }

    package var serverConfiguration: HTTPServerConfiguration {
      var configuration = limits
      if eventLoops > 0 { configuration.eventLoops = eventLoops }
      return configuration
    }
  }

  static let httpKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "http.listen", \.http.listen, .optional(.address(canListen: true), none: "none"), flag: "http",
      "Where to serve HTTP and WebSocket. Port 0 lets the system choose one."),
    ConfigurationKey(
      "http.event-loops", \.http.eventLoops, .count(0...256), "Threads that serve HTTP; 0 means one for each core."),
    ConfigurationKey(
      "http.max-message-bytes", \.http.maxMessageBytes, .bytes(4 << 10...1 << 30),
      "Largest message, in each direction."),
    ConfigurationKey(
      "http.max-header-bytes", \.http.limits.maxHeaderBytes, .bytes(1 << 10...1 << 20),
      "Request line and header of a request, together."),
    ConfigurationKey(
      "http.max-header-fields", \.http.limits.maxHeaderFields, .count(1...10_000), "Header fields of a request."),
    ConfigurationKey(
      "http.max-pipelined-requests", \.http.limits.maxPipelinedRequests, .count(1...10_000),
      "Requests of a connection that are answered in a row before others have their turn."),
    ConfigurationKey(
      "http.max-connections", \.http.limits.maxConnections, .count(1...10_000_000),
      "Connections at the same time; more are closed when they come, as are those that would take the last file "
        + "descriptors of the process (an eighth of them, 64 at most)."),
    ConfigurationKey(
      "http.max-connections-per-address", \.http.limits.maxConnectionsPerAddress, .count(1...10_000_000),
      "Those of one address, Unix sockets excepted."),
    ConfigurationKey(
      "http.max-held-bytes", \.http.limits.maxHeldBytes, .bytes(4 << 10...1 << 40),
      "Memory of requests and messages that arrive or are worked on, of all connections together, those of up to 4 KiB "
        + "excepted; what is made of them takes up to eight times as much. What would take more is answered 503, or "
        + "closes a WebSocket with 1013."),
    ConfigurationKey(
      "http.header-timeout", \.http.limits.headerTimeout, time, "How long the header of a request may take."),
    ConfigurationKey(
      "http.body-timeout", \.http.limits.bodyTimeout, time, "How long its body may take after that."),
    ConfigurationKey(
      "http.idle-timeout", \.http.limits.idleTimeout, time, "Close a connection that sends no request for so long."),
    ConfigurationKey(
      "http.write-timeout", \.http.limits.writeTimeout, time,
      "Cut off a client that takes nothing of what is sent to it for so long."),
    ConfigurationKey(
      "http.linger-timeout", \.http.limits.lingerTimeout, time,
      "How long a connection that closes waits for the client to have read everything."),
    ConfigurationKey(
      "http.output-buffer-bytes", \.http.limits.outputHighWaterBytes, .bytes(1 << 10...64 << 20),
      "Bytes that may wait to be sent on a stream or a WebSocket before its writer has to wait."),
    ConfigurationKey(
      "http.websocket-max-fragments", \.http.limits.webSocket.maxFragments, .count(1...1_000_000),
      "Frames that one message of a WebSocket may come in."),
    ConfigurationKey(
      "http.websocket-ping-interval", \.http.limits.webSocket.pingInterval, time,
      "Ping a WebSocket that has been silent for so long; after two without an answer it is cut off."),
    ConfigurationKey(
      "http.websocket-idle-timeout", \.http.limits.webSocket.idleTimeout, time,
      "Close a WebSocket that has carried no message for so long."),
    ConfigurationKey(
      "http.websocket-compression", \.http.limits.webSocket.allowsCompression, .bool,
      "Let clients of WebSockets compress messages."),
    ConfigurationKey(
      "http.keep-alive-interval", \.http.service.keepAliveInterval, .duration(.milliseconds(100) ... .seconds(3600)),
      "Send a comment where an answer or a stream has been silent for so long."),
    ConfigurationKey(
      "http.max-waiting-messages", \.http.service.maxWaitingMessages, .count(1...1_000_000),
      "Messages of a legacy session that wait to be taken; more are refused with 503."),
    ConfigurationKey(
      "http.stored-event-bytes", \.http.service.storedEventBytes, .bytes(0...1 << 30),
      "Events of a legacy session that are kept for a client that lost its connection, all that takes included."),
    ConfigurationKey(
      "http.total-stored-event-bytes", \.http.service.totalStoredEventBytes, .bytes(0...1 << 40),
      "Those of all sessions together; over it the sessions without a new event for longest forget theirs."),
    ConfigurationKey(
      "http.reconnection-delay", \.http.service.reconnectionDelay, .duration(.milliseconds(1) ... .seconds(3600)),
      "When a client of 2025-11-25 should come back whose connection was let go of."),
    ConfigurationKey(
      "http.sse", \.http.service.offersSSE, .bool, "Offer the deprecated HTTP with SSE of 2024-11-05 at /sse as well."),
    ConfigurationKey(
      "http.allowed-hosts", \.http.service.allowedHosts, .list(of: .hostName, upTo: 64, none: "none"),
      "Names under which clients reach the server, beside localhost and any address."),
    ConfigurationKey(
      "http.allowed-origins", \.http.service.allowedOrigins, .list(of: .origin, upTo: 64, none: "none"),
      "Web pages that may use the server, such as https://app.example, beside those of this machine."),
    ConfigurationKey(
      "http.cors", \.http.service.allowsCORS, .bool,
      "Tell browsers that pages of http.allowed-origins may read answers, and answer their preflights."),
    ConfigurationKey(
      "http.tls-certificate", \.http.tls.certificate, file, "PEM file of the certificate chain to serve TLS with."),
    ConfigurationKey("http.tls-key", \.http.tls.key, file, "PEM file of the private key of this certificate."),
    ConfigurationKey(
      "http.tls-client-ca", \.http.tls.clientCA, file,
      "PEM file of authorities; only clients with a certificate from one of them are let in."),
  ]

  private static let time = ValueFormat<Duration>.duration(.milliseconds(1) ... week)
}
