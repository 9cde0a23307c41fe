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
  /// Whether browsers are told that pages of `allowedOrigins` may read answers (CORS).
  package var allowsCORS = false
  /// A request without an answer, or a stream, that has been silent for so long gets a comment, at most as long again
  /// later: a client and whatever is in between then know that it is alive.
  package var keepAliveInterval: Duration = .seconds(15)
  /// Legacy sessions at the same time; opening one more ends the one that has been idle longest.
  package var maxSessions = 10_000
  /// How long a legacy session lives without being used.
  package var sessionIdleLifetime: Duration = .seconds(30 * 60)
  /// Messages of a legacy session that wait for the backend; further ones are refused with 503.
  package var maxWaitingMessages = 1024
  /// Bytes of a legacy session's events that are kept for a client that lost its connection.
  package var storedEventBytes = 256 << 10
  /// Bytes of all sessions' events together. Over it the sessions that have had no new event for longest forget theirs.
  package var totalStoredEventBytes = 256 << 20
  /// Bytes of events that a connection has not taken yet; whoever sends more waits.
  package var maxUnsentEventBytes = 1 << 20
  /// When a client should come back whose connection was let go of.
  package var reconnectionDelay: Duration = .seconds(1)
  /// What says how long a session has been idle.
  package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  /// Whether the transport of 2024-11-05, which Streamable HTTP replaced, is there at `/sse`.
  package var offersSSE = false
  /// What people are shown at `/`; nil for one line.
  package var index: (@Sendable () async -> IndexPage)?
  /// Why no request can be served now, in a sentence, where something else than a shutdown is in the way: it gives nil
  /// where nothing is. Asked for each probe of readiness; nil where there is nothing else.
  package var obstacle: (@Sendable () async -> String?)?

  package init() {}
}
