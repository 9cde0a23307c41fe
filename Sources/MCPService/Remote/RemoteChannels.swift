internal import CoreGRPC
internal import Synchronization

/// The connections to one server. Each carries a bounded number of calls at a time, since servers bound them too, and a
/// call over a server's bound would wait without a word. There are as many as the calls that were ever open together
/// took, on one event loop.
final class RemoteChannels: Sendable {
  private struct Slot {
    let channel: GRPCChannel
    var calls = 0
  }

  private struct State {
    var slots: [Slot]
    var isClosed = false
  }

  private let first: GRPCChannel
  private let credentials: ChannelCredentials
  private let callsPerChannel: Int
  private let state: Mutex<State>

  init(
    target: String, credentials: ChannelCredentials, configuration: GRPCChannelConfiguration, callsPerChannel: Int
  ) throws(GRPCError) {
    first = try GRPCChannel(target: target, credentials: credentials, configuration: configuration)
    self.credentials = credentials
    self.callsPerChannel = callsPerChannel
    state = Mutex(State(slots: [Slot(channel: first)]))
  }

  /// Runs a call on a channel that has room for it.
  func using<Value>(_ body: (GRPCChannel) async throws -> Value) async throws -> Value {
    let channel = try take()
    defer { give(back: channel) }
    return try await body(channel)
  }

  /// A channel with room for one call, which is taken. Each `take` has its `give(back:)`.
  func take() throws(GRPCError) -> GRPCChannel {
    try state.withLock { (state) throws(GRPCError) in
      guard !state.isClosed else { throw GRPCError(.unavailable, "the bridge is shutting down") }
      if let index = state.slots.firstIndex(where: { $0.calls < callsPerChannel }) {
        state.slots[index].calls += 1
        return state.slots[index].channel
      }
      let channel = try GRPCChannel(
        target: first.target, credentials: credentials, configuration: first.configuration, loop: first.loop)
      state.slots.append(Slot(channel: channel, calls: 1))
      return channel
    }
  }

  func give(back channel: GRPCChannel) {
    state.withLock { state in
      guard let index = state.slots.firstIndex(where: { $0.channel === channel }) else { return }
      state.slots[index].calls -= 1
    }
  }

  /// Ends every call and every connection.
  func close() async {
    let slots = state.withLock { state in
      state.isClosed = true
      return state.slots
    }
    // The first has the loop that all of them run on.
    for slot in slots.reversed() { await slot.channel.close() }
  }
}
