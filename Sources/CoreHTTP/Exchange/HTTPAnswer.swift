/// How a handler answers. The tasks of the last three prefer the event loop's thread.
package enum HTTPAnswer: Sendable {
  /// At once, without a task: the fast path.
  case now(HTTPResponse)
  /// After some work. The task is cancelled when the client is known to have gone.
  case later(@Sendable () async -> HTTPResponse)
  /// As it comes: `HTTPResponder` says how. The task is cancelled when the client has gone, which is looked into once it
  /// has closed its half of the connection; when the task returns, the answer ends.
  case open(@Sendable (HTTPResponder) async -> Void)
  /// By becoming a WebSocket, for an exchange with `isWebSocketHandshake`; for any other the answer is 426.
  case upgrade(WebSocketUpgrade)
}

/// How a WebSocket begins, and what serves it.
package struct WebSocketUpgrade: Sendable {
  /// One of those that the client offered.
  package var subprotocol: String?
  package var headers: HTTPHeaders
  /// Serves the connection, which closes when this returns. Its task is cancelled when the connection breaks.
  package var serve: @Sendable (WebSocketConnection) async -> Void

  package init(
    subprotocol: String? = nil, headers: HTTPHeaders = HTTPHeaders(),
    serve: @escaping @Sendable (WebSocketConnection) async -> Void
  ) {
    precondition(subprotocol.map(HTTPHeaders.isValidValue) ?? true, "a subprotocol is a token")
    self.subprotocol = subprotocol
    self.headers = headers
    self.serve = serve
  }
}
