internal import Bytes
internal import CoreHTTP
internal import MCPBridge
internal import MCPEngine
internal import MCPModel
internal import Synchronization

/// What a request causes before it is answered, as events of its answer's stream, which the first of them begins.
final class AnswerStream: MessageSink {
  private struct State {
    var responder: HTTPResponder?
    /// Whether anything has been sent since the last look.
    var isBusy = true
  }

  private let text: JSONRPCText
  private let state = Mutex(State())

  init(_ text: JSONRPCText) {
    self.text = text
  }

  /// Says where the answer goes: before anything is sent.
  func attach(_ responder: HTTPResponder) { state.withLock { $0.responder = responder } }

  func send(_ message: JSONRPCMessage) async -> Bool {
    guard let bytes = text.encode(message) else { return false }
    let responder = state.withLock { state in
      state.isBusy = true
      return state.responder
    }
    guard let responder else { return false }
    responder.beginEvents()
    return await responder.send(ServerSentEvent.message(bytes))
  }

  /// Sends a comment where nothing has been sent since the last call.
  func keepAlive() {
    let responder = state.withLock { state -> HTTPResponder? in
      defer { state.isBusy = false }
      return state.isBusy ? nil : state.responder
    }
    guard let responder else { return }
    responder.beginEvents()
    // A client that reads nothing needs no sign of life.
    _ = responder.offer(ServerSentEvent.comment)
  }
}
