internal import CBeast
internal import Glibc

/// The limits and times of a server. Every buffer and table of the room is bounded by one of them.
///
/// Each connection holds at most one request (head and body), 16 KiB of the requests after it, and the output that is
/// named below. Times are noticed up to an eighth of the shortest one late, half a second at most.
package struct HTTPServerConfiguration: Sendable {
  /// Threads with an event loop each; at least 1. The default is the number of processors.
  package var eventLoops: Int
  /// The request line and the header together; more is answered with 414 or 431. Default 16 KiB.
  package var maxHeaderBytes = 16 << 10
  /// Header fields of a request; more are answered with 431. Default 100.
  package var maxHeaderFields = 100
  /// A request's body without its framing; a larger one is answered with 413. Default 4 MiB.
  package var maxBodyBytes = 4 << 20
  /// Requests of one connection that are handled in a row before others on the loop have their turn. Those that come
  /// while one is answered wait, and are not read once 16 KiB of them wait. Default 16.
  package var maxPipelinedRequests = 16
  /// Connections at the same time; more are closed when they come, as are those that would take the last of the process's
  /// file descriptors (an eighth, 64 at most). Default 10,000.
  package var maxConnections = 10_000
  /// Connections from one address, Unix sockets excepted. Default 1,000.
  package var maxConnectionsPerAddress = 1000
  /// Memory of request bodies and WebSocket messages, of all connections together, from when they begin to arrive until
  /// whoever works on them lets go of them; those of up to 4 KiB are not counted. What would take more is answered with
  /// 503, or closes with 1013. Default 256 MiB.
  package var maxHeldBytes = 256 << 20
  /// From the first byte of a request, or from the beginning of a connection and its TLS handshake, to the end of the
  /// header; then 408. Default 10 s.
  package var headerTimeout: Duration = .seconds(10)
  /// From there to the end of the body; then 408. Default 30 s.
  package var bodyTimeout: Duration = .seconds(30)
  /// Between an answer and the next request; then the connection closes. Default 60 s.
  package var idleTimeout: Duration = .seconds(60)
  /// A client that takes nothing of what is sent to it for this long is cut off. Default 30 s.
  package var writeTimeout: Duration = .seconds(30)
  /// How long a connection that closes waits for the client to have read everything. Default 2 s.
  package var lingerTimeout: Duration = .seconds(2)
  /// Bytes of a streamed answer or a WebSocket that wait to be sent before `send` suspends and `offer` refuses. At most
  /// this, one message over it, and one message for each suspended sender are held. Default 1 MiB.
  package var outputHighWaterBytes = 1 << 20
  /// The limits and times of WebSockets.
  package var webSocket = WebSocketLimits()

  package struct WebSocketLimits: Sendable {
    /// A message of one or more frames, after decompression; a larger one closes with 1009. Default 4 MiB.
    package var maxMessageBytes = 4 << 20
    /// Frames that one message may come in; more close with 1008. Default 4,096.
    package var maxFragments = 4096
    /// A ping goes out after this long without a sign of life; after two without an answer the connection is cut off.
    /// Default 30 s.
    package var pingInterval: Duration = .seconds(30)
    /// Without a message in either direction for so long the connection closes with 1001. Default 300 s.
    package var idleTimeout: Duration = .seconds(300)
    /// Whether clients may compress (permessage-deflate, RFC 7692), each message by itself. Off by default: it costs
    /// time, and memory while a connection lasts.
    package var allowsCompression = false

    package init() {}
  }

  package init(eventLoops: Int) {
    self.eventLoops = eventLoops
  }

  /// One loop a processor and the defaults above.
  package static var defaults: HTTPServerConfiguration {
    HTTPServerConfiguration(eventLoops: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
  }

  func check() throws(HTTPServerError) {
    let counts = [
      eventLoops, maxHeaderBytes, maxHeaderFields, maxBodyBytes, maxPipelinedRequests, maxConnections,
      maxConnectionsPerAddress, maxHeldBytes, outputHighWaterBytes, webSocket.maxMessageBytes, webSocket.maxFragments,
    ]
    let times = [
      headerTimeout, bodyTimeout, idleTimeout, writeTimeout, lingerTimeout, webSocket.pingInterval,
      webSocket.idleTimeout,
    ]
    guard counts.allSatisfy({ $0 >= 1 }), times.allSatisfy({ $0 >= .milliseconds(1) }) else {
      throw HTTPServerError(.invalidArgument, "a server's limits are 1 or more, its times a millisecond or more")
    }
  }

  func limits(isThereWhileDraining: Bool) -> cbeast_limits {
    cbeast_limits(
      max_head_bytes: maxHeaderBytes, max_fields: maxHeaderFields, max_body_bytes: maxBodyBytes,
      max_pipelined: maxPipelinedRequests, max_connections: maxConnections,
      max_connections_per_address: maxConnectionsPerAddress, max_held_bytes: maxHeldBytes, head_timeout: headerTimeout.milliseconds,
      body_timeout: bodyTimeout.milliseconds, idle_timeout: idleTimeout.milliseconds,
      write_timeout: writeTimeout.milliseconds, linger_timeout: lingerTimeout.milliseconds,
      websocket_max_message_bytes: webSocket.maxMessageBytes, websocket_max_fragments: webSocket.maxFragments,
      websocket_ping_interval: webSocket.pingInterval.milliseconds,
      websocket_idle_timeout: webSocket.idleTimeout.milliseconds, websocket_deflate: webSocket.allowsCompression,
      is_there_while_draining: isThereWhileDraining)
  }
}

extension Duration {
  /// A year at most: what never comes all the same need not overflow.
  fileprivate var milliseconds: Int64 {
    let (seconds, attoseconds) = min(self, .seconds(365 * 86_400)).components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
