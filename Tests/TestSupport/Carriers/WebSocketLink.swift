internal import Bytes
internal import CoreGRPC
internal import JSON
internal import Synchronization

/// Text messages over a WebSocket at `/ws`.
final class WebSocketLink: Link {
  private let live: LiveHTTPService
  private let client: WebSocketClient
  /// Whether the client has closed: by a frame, or by being gone.
  private let isOver = Mutex(false)
  private let isGone = Mutex(false)

  init(_ live: LiveHTTPService) async throws {
    self.live = live
    client = try await withTaskExecutorPreference(BlockingExecutor.shared) {
      try WebSocketClient(try RawClient(port: live.port), path: "/ws", fields: "Sec-WebSocket-Protocol: mcp\r\n")
    }
  }

  func send(_ message: JSONValue) async throws { try await send(bytes: message.encodedJSONBytes().array) }

  func send(bytes: [UInt8]) async throws {
    try isOver.withLock { isOver in
      guard !isOver else { throw TestFailure("the WebSocket is closed") }
      try client.send(WebSocketClient.Frame(opcode: 1, payload: bytes))
    }
  }

  func cancel(_ id: JSONValue) async throws { try await send(Client.cancellation(of: id)) }

  func finish() async { close(1000) }

  private func close(_ code: UInt16) {
    isOver.withLock { isOver in
      guard !isOver else { return }
      isOver = true
      do {
        try client.send(.close(code))
      } catch {
        // The server is gone already, and there is nothing to close.
      }
    }
  }

  func reset() async {
    isOver.withLock { $0 = true }
    isGone.withLock { $0 = true }
    // Whoever reads then lets go of the connection.
    client.socket.interrupt()
  }

  func drain() async { live.beginDraining() }

  /// Reads for as long as `body` runs, and then to the end of the connection.
  func receiving<Value>(into inbox: Inbox<Received>, _ body: (any Link) async throws -> Value) async throws -> Value {
    try await serving {
      await withTaskExecutorPreference(BlockingExecutor.shared) { self.receive(into: inbox) }
    } during: {
      try await body(self)
    } stop: { failed in
      if failed { await reset() } else { await finish() }
    }
  }

  /// Reads, and blocks, until the connection ends.
  private func receive(into inbox: Inbox<Received>) {
    do {
      while let frame = try client.frame() {
        guard frame.isFinal else { throw TestFailure("a message of the server is in parts") }
        switch frame.opcode {
        case 1: inbox.put(.message(try JSONValue.parse(SharedBytes(frame.payload))))
        case 8: closed(frame, inbox)
        case 9: try isOver.withLock { if !$0 { try client.send(.init(opcode: 10, payload: frame.payload)) } }
        default: throw TestFailure("the server sent a frame of kind \(frame.opcode)")
        }
      }
    } catch {
      inbox.put(.failed(GRPCStatus(.internal, "\(error)")))
    }
    if isGone.withLock({ $0 }) { client.socket.reset() }
    inbox.close()
  }

  private func closed(_ frame: WebSocketClient.Frame, _ inbox: Inbox<Received>) {
    close(frame.code ?? 1000)
    let reason = String(decoding: frame.payload.dropFirst(2), as: UTF8.self)
    switch frame.code {
    case 1000: break
    case 1001: inbox.put(.failed(GRPCStatus(.unavailable, reason)))
    case 1009: inbox.put(.failed(GRPCStatus(.resourceExhausted, reason)))
    case let code: inbox.put(.failed(GRPCStatus(.unknown, "closed with \(code ?? 0): \(reason)")))
    }
  }
}
