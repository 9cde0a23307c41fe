internal import Bytes
internal import CoreHTTP
internal import MCPBridge
internal import MCPEngine

extension HTTPService {
  /// JSON-RPC over a WebSocket: one message a text message, with the rules of any connection.
  func socket(_ exchange: HTTPExchange) -> HTTPAnswer {
    // Tokens have no space in them.
    let offered = exchange.headers("Sec-WebSocket-Protocol").flatMap { $0.split { ", \t".contains($0) } }
    guard offered.isEmpty || offered.contains("mcp") else {
      return .now(.text(400, "The subprotocol of this WebSocket is mcp"))
    }
    // Not the exchange itself, which would keep the whole handshake.
    let arrival = Arrival(carrier: HTTPCarriers.webSocket, peer: Client(exchange.peerAddress))
    return .upgrade(
      WebSocketUpgrade(subprotocol: offered.isEmpty ? nil : "mcp") { [self] socket in
        await backend.serve(JSONRPCCarrier(WebSocketFrames(socket), arrival: arrival, limits: text.limits))
      })
  }
}

/// A WebSocket whose text messages are frames.
private final class WebSocketFrames: FrameConnection {
  private let socket: WebSocketConnection

  init(_ socket: WebSocketConnection) {
    self.socket = socket
  }

  @inline(__always)
  func next() async -> FrameEvent {
    switch await socket.next() {
    case .text(let frame): return .frame(frame)
    case .binary:
      socket.close(.unsupportedData, reason: "Messages are text")
      return .ended
    case .draining: return .draining
    // Nothing can be sent to a peer that has closed, whether it said so or not.
    case .closed: return .reset
    }
  }

  /// A socket forgets `body` by itself when it has been served.
  func receiveImmediately(_ body: (@Sendable (FrameEvent) -> Bool)?) {
    guard let body else { return }
    socket.receiveImmediately { event in
      guard case .text(let frame) = event else { return false }
      return body(.frame(frame))
    }
  }

  func offer(_ frame: SharedBytes) -> Bool { socket.offer(frame) }

  func send(_ frame: SharedBytes) async { await socket.send(frame) }
}
