import CoreHTTP

/// Sends each message back.
@Sendable func echo(_ connection: WebSocketConnection) async {
  while true {
    switch await connection.next() {
    case .text(let text): await connection.send(text)
    case .binary(let bytes): await connection.send(binary: bytes)
    case .draining: break
    case .closed: return
    }
  }
}

/// Sends each text back on the loop itself.
@Sendable func echoImmediately(_ connection: WebSocketConnection) async {
  connection.receiveImmediately { event in
    guard case .text(let text) = event else { return false }
    return connection.offer(text)
  }
  await echo(connection)
}

/// Both kinds of echo, by the target.
let echoes: HTTPServer.Handler = { exchange in
  .upgrade(WebSocketUpgrade(serve: exchange.path == "/now" ? echoImmediately : echo))
}
