internal import Handoff
internal import MCPEngine
internal import Synchronization

/// What the client of a session has sent and the backend has not taken yet.
final class SessionInbox: Sendable {
  private struct State {
    var events = FIFO<(event: CarrierEvent, bytes: Int)>()
    var bytes = 0
    var ending: CarrierEvent?
    var reader: UnsafeContinuation<Void, Never>?
  }

  private let limit: Int
  private let limitBytes: Int
  private let memory: SessionMemory
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: how many messages may wait. Who adds one looks first: each connection that looks at the same time may
  ///     add one more.
  ///   - limitBytes: their sizes together, in the same way.
  ///   - memory: what all sessions share.
  init(limit: Int, limitBytes: Int, memory: SessionMemory) {
    self.limit = limit
    self.limitBytes = limitBytes
    self.memory = memory
  }

  deinit { memory.addWaiting(-state.withLock { $0.bytes }) }

  var isFull: Bool { memory.isFull || state.withLock { $0.events.count >= limit || $0.bytes >= limitBytes } }

  /// - Parameter bytes: the size of the message.
  func append(_ event: CarrierEvent, bytes: Int) {
    memory.addWaiting(bytes)
    change { state in
      state.events.append((event, bytes))
      state.bytes += bytes
    }
  }

  /// Nothing more comes: after what is there the backend is told so, each time it asks.
  func end(_ ending: CarrierEvent) { change { $0.ending = ending } }

  private func change(_ body: (inout State) -> Void) {
    let reader = state.withLock { state in
      body(&state)
      return state.reader.take()
    }
    reader?.resume()
  }

  /// Waits for the next event; `reset` where the task is cancelled.
  func next() async -> CarrierEvent {
    while !Task.isCancelled {
      if let event = state.withLock({ take(&$0) }) { return event }
      await withTaskCancellationHandler {
        await withUnsafeContinuation { reader in
          let isReady = state.withLock { state in
            guard state.events.isEmpty, state.ending == nil, !Task.isCancelled else { return true }
            state.reader = reader
            return false
          }
          if isReady { reader.resume() }
        }
      } onCancel: {
        // Has the reader look again.
        change { _ in }
      }
    }
    return .reset
  }

  private func take(_ state: inout State) -> CarrierEvent? {
    guard let (event, bytes) = state.events.popFirst() else { return state.ending }
    state.bytes -= bytes
    memory.addWaiting(-bytes)
    return event
  }
}
