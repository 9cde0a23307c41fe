package import Bytes
internal import CGRPC
internal import Handoff
internal import Synchronization

/// A client's connection to one server. It connects when the first call needs it, and again when the connection broke.
package final class GRPCChannel: Sendable {
  private struct State {
    /// Calls that have no status yet, bounded by the tasks that wait for them and the streams that are held.
    var calls: [ObjectIdentifier: ClientCall] = [:]
    var isClosed = false
  }

  /// Where the server is, as given.
  package let target: String
  package let configuration: GRPCChannelConfiguration
  package let loop: EventLoop
  private let ownsLoop: Bool
  private let handle: ChannelHandle
  private let state = Mutex(State())
  private let idle = Gate()

  /// Makes a channel; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - target: `host:port`, `[ipv6]:port`, `unix:/path` or any name the core can resolve.
  ///   - loop: where its calls are served; without one the channel has its own.
  /// - Throws: `invalidArgument` when the credentials cannot be used, `resourceExhausted` when the system has no thread
  ///   for a loop.
  package init(
    target: String, credentials: ChannelCredentials = .insecure,
    configuration: GRPCChannelConfiguration = .defaults, loop: EventLoop? = nil
  ) throws(GRPCError) {
    // The loop comes first: it keeps the library initialised.
    let own = loop == nil
    let loop = if let loop { loop } else { try EventLoop() }
    guard let handle = ChannelHandle(target: target, credentials: credentials, configuration: configuration) else {
      if own { loop.stop() }
      throw GRPCError(.invalidArgument, "the channel's TLS certificate, key or roots cannot be used")
    }
    self.target = target
    self.configuration = configuration
    self.loop = loop
    self.handle = handle
    ownsLoop = own
  }

  deinit {
    // Calls hold their channel, so there are none.
    handle.destroy()
    if ownsLoop { loop.stop() }
  }

  /// Makes a call with one request and one response. Cancelling the calling task cancels the call.
  ///
  /// - Throws: the call's status when it is not OK: `unavailable` when the server cannot be reached, `cancelled`,
  ///   `deadlineExceeded`, `resourceExhausted` when a message is over a limit, or what the server answered.
  package func unary(
    _ path: String, _ message: SharedBytes, _ options: CallOptions = CallOptions()
  ) async throws(GRPCError) -> GRPCResponse {
    guard message.count <= configuration.maxSendMessageBytes else {
      throw GRPCError(.resourceExhausted, "the request is larger than the client may send")
    }
    let call = ClientUnaryCall(channel: self)
    try add(call, options)
    defer { remove(call) }
    return try await call.run(path, message, options)
  }

  /// Opens a stream.
  ///
  /// - Throws: `unavailable` when the channel is closed, `invalidArgument` when the metadata is not valid.
  package func stream(
    _ path: String, _ options: CallOptions = CallOptions()
  ) throws(GRPCError) -> ClientStream {
    let call = ClientStreamCall(channel: self)
    try add(call, options)
    do {
      try call.run(path, options)
    } catch {
      remove(call)
      throw error
    }
    return ClientStream(call: call)
  }

  /// Cancels the calls, closes the connection, and returns when both are gone. May be called any number of times.
  package func close() async {
    let calls = state.withLock { state in
      state.isClosed = true
      if state.calls.isEmpty { idle.open() }
      return Array(state.calls.values)
    }
    for call in calls { call.cancel() }
    await idle.wait()
    handle.destroy()
    guard ownsLoop else { return }
    loop.stop()
    await loop.ended()
  }

  func makeCall(_ path: String, deadline: Duration?) -> OpaquePointer {
    handle.makeCall(path, on: loop, deadline: deadline)
  }

  /// No batch of the call will start any more.
  func remove(_ call: ClientCall) {
    state.withLock { state in
      state.calls.removeValue(forKey: ObjectIdentifier(call))
      if state.isClosed, state.calls.isEmpty { idle.open() }
    }
  }

  private func add(_ call: ClientCall, _ options: CallOptions) throws(GRPCError) {
    guard options.metadata.isValid else { throw GRPCError(.invalidArgument, "the call's metadata is not valid") }
    let isClosed = state.withLock { state in
      if !state.isClosed { state.calls[ObjectIdentifier(call)] = call }
      return state.isClosed
    }
    if isClosed { throw GRPCError(.unavailable, "the channel is closed") }
  }
}
