internal import Bytes
internal import MCPBridge
internal import MCPEngine
internal import MCPModel

/// The session as the backend sees it. What it says goes to the stream of the request that it is about.
extension HTTPSession: Carrier {
  var tellsRequestsApart: Bool { true }

  func next() async -> CarrierEvent { await inbox.next() }

  func sessionEnded() {
    change { $0.isOver = true }
    end(.ended)
  }

  func offer(_ response: JSONRPCResponse) -> Bool {
    answer([response])
    return true
  }

  func send(_ message: JSONRPCMessage) async -> Bool { await send(message, about: nil) }
  func send(_ message: JSONRPCMessage, for request: RequestID) async -> Bool { await send(message, about: request) }
  func send(batch: [JSONRPCResponse]) async { answer(batch, isBatch: true) }
  func release(_ request: RequestID) { change { $0.streams.release(request) } }

  private func answer(_ responses: [JSONRPCResponse], isBatch: Bool = false) {
    let frames = responses.map { text.encode($0) }
    for (response, frame) in zip(responses, frames) { response.receipt?.sent(bytes: frame.count) }
    let bytes = isBatch ? text.join(frames).map { [$0] } ?? frames : frames
    let ids = responses.compactMap(\.id)
    change { state in
      if !state.deadlines.isEmpty { for id in ids { state.deadlines[id] = nil } }
      state.streams.answer(ids, bytes, isBatch ? nil : responses.first)
    }
  }

  private func send(_ message: JSONRPCMessage, about request: RequestID?) async -> Bool {
    if case .response(let response) = message {
      answer([response])
      return true
    }
    guard let bytes = text.encode(message) else { return false }
    while true {
      switch change({ $0.put(bytes, about: request) }) {
      case .sent: return true
      case .nowhere: return false
      case .full(let stream):
        await withUnsafeContinuation { sender in
          let isReady = change { state in
            guard state.streams.isFull(stream) else { return true }
            state.streams.block(stream, sender)
            return false
          }
          if isReady { sender.resume() }
        }
      }
    }
  }
}

extension HTTPSession.State {
  fileprivate enum Outcome {
    case sent
    /// No stream leads to the client.
    case nowhere
    case full(Int)
  }

  fileprivate mutating func put(_ message: SharedBytes, about request: RequestID?) -> Outcome {
    guard let stream = streams.stream(for: request) else { return .nowhere }
    guard !streams.isFull(stream) else { return .full(stream) }
    streams.append(message, to: stream)
    return .sent
  }
}
