internal import CGRPC
internal import Handoff
internal import Synchronization

/// A gRPC server: methods, the addresses it listens on, and the event loops that serve them.
///
/// Make it, `bind` at least one address, then `run`, which returns once the server has drained.
package final class GRPCServer: Sendable {
  private let handle: ServerHandle
  private let loops: [ServerLoop]
  private let lifecycle = Lifecycle()
  private let gate = ArrivalGate()
  private let drained = DrainNotice()

  /// Makes a server that listens nowhere yet.
  ///
  /// - Throws: `invalidArgument` when two methods have one path or a limit makes no sense, `resourceExhausted` when the
  ///   system has no threads for the loops.
  package init(
    configuration: GRPCServerConfiguration = .defaults, methods: [GRPCMethod]
  ) throws(GRPCError) {
    try configuration.check()
    let library = CoreLibrary()
    var events: [EventLoop] = []
    do {
      for _ in 0..<configuration.eventLoops { events.append(try EventLoop()) }
      handle = ServerHandle(configuration: configuration, loops: events, library: library)
    } catch {
      for loop in events { loop.stop() }
      throw error
    }
    do {
      let registered = try handle.register(methods)
      let server = handle.server
      loops = events.map { [gate] in
        ServerLoop(server: server, events: $0, gate: gate, configuration: configuration, methods: registered)
      }
    } catch {
      handle.destroyUnused()
      throw error
    }
  }

  deinit {
    if !lifecycle.hasRun { handle.destroyUnused() }
  }

  /// Listens on an address: `host:port` (port 0 for any free one), `[ipv6]:port`, or `unix:/path`. Only before `run`.
  ///
  /// A Unix socket's file that nobody listens on any more is replaced.
  ///
  /// - Returns: the port; 1 for a Unix socket.
  /// - Throws: `failedPrecondition` when somebody else listens there, the address is not this machine's, or the TLS
  ///   certificate and key do not fit; `invalidArgument` when a Unix path is too long or not a socket.
  package func bind(
    _ address: String, credentials: ServerCredentials = .insecure
  ) throws(GRPCError) -> Int {
    try UnixSocket.makeWay(for: address)
    let port = try lifecycle.prepare { () throws(GRPCError) in
      try handle.listen(on: address, credentials: credentials)
    }
    guard let port else {
      throw GRPCError(.failedPrecondition, "a server binds its addresses before it runs")
    }
    return port
  }

  /// Serves until `beginGracefulShutdown` was called and all calls and handlers have ended. Cancelling the calling task
  /// cancels all calls at once. A server runs once.
  ///
  /// - Throws: `failedPrecondition` when the server ran before.
  package func run() async throws(GRPCError) {
    try start()
    await withTaskCancellationHandler {
      await serve()
    } onCancel: {
      beginGracefulShutdown(drain: .zero)
    }
  }

  /// Refuses new calls, tells the open streams, lets running calls go on for `drain`, then cancels them. May be called
  /// from any thread and any number of times; the first counts.
  ///
  /// New calls fail with UNAVAILABLE: first the server refuses them, for at most a second, then nobody listens any more.
  /// A client that goes on calling all the same may see one call reset by the core, which is CANCELLED.
  package func beginGracefulShutdown(drain: Duration) {
    lifecycle.drain(limit: drain) {
      gate.close()
      for loop in loops { loop.drain() }
    }
  }

  /// The calls that exist, with those that ended and are still held by someone, and those requested ahead.
  var liveCallCount: Int { loops.reduce(0) { $0 + $1.events.liveCalls.load(ordering: .relaxed) } }

  private func start() throws(GRPCError) {
    // Shut down before it ran: then nothing is accepted, and what follows only takes the server apart.
    let isFirst = lifecycle.begin {
      handle.start()
      for loop in loops { loop.accept() }
    }
    guard isFirst else { throw GRPCError(.failedPrecondition, "a server runs once") }
  }

  private func serve() async {
    await withTaskGroup(of: Void.self) { group in
      for loop in loops {
        group.addTask(executorPreference: loop.events) { await loop.tasks.run() }
      }
      let limit = await lifecycle.drainRequested()
      let deadline = ContinuousClock.now + limit
      await gate.quiet(limit: limit)
      handle.shutDown(drained)
      group.addTask { await self.cancelCalls(at: deadline) }
      await drained.gate.wait()
      for loop in loops { loop.tasks.finish() }
      group.cancelAll()
    }
    handle.destroy()
    for loop in loops { await loop.stop() }
  }

  private func cancelCalls(at deadline: ContinuousClock.Instant) async {
    do {
      try await Task.sleep(until: deadline, clock: .continuous)
    } catch {
      // Either all calls have ended, or whoever runs the server will not wait for them.
    }
    handle.cancelAllCalls()
  }
}
