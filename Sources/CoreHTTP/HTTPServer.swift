/// Why this room exists: it makes Boost.Beast, as `CBeast` offers it, safe Swift: an HTTP/1.1 and WebSocket server, the
/// exchanges and connections it serves, and the event loops they run on. It knows neither JSON nor MCP; a body and a
/// message are `SharedBytes`. It may import `CBeast` (internally: no C type leaves the room), `Bytes`,
/// `Handoff` and `TLS`.
internal import CBeast
internal import Handoff
internal import Synchronization
package import TLS

/// An HTTP server: what answers requests, the addresses it listens on, and the event loops that serve them.
///
/// Make it, `bind` at least one address, then `run`, which returns once the server has drained.
package final class HTTPServer: Sendable {
  /// Answers a request that has arrived completely.
  ///
  /// It runs on the event loop's thread and must not block: what takes time goes into `HTTPAnswer.later` and its kin.
  package typealias Handler = @Sendable (HTTPExchange) -> HTTPAnswer

  /// Answers what comes while the server drains, on new connections and on those that had nothing to do, each of which
  /// closes with the answer: for probes, and for load balancers that have not heard of it.
  package typealias LateHandler = @Sendable (HTTPExchange) -> HTTPResponse

  private let handle: ServerHandle
  private let loops: [HTTPLoop]
  private let lifecycle = Lifecycle()

  /// Makes a server that listens nowhere yet.
  ///
  /// - Parameter lateHandler: without one a server that drains accepts no connections, and closes idle ones.
  /// - Throws: `invalidArgument` when a limit makes no sense.
  package init(
    configuration: HTTPServerConfiguration = .defaults, lateHandler: LateHandler? = nil, handler: @escaping Handler
  ) throws(HTTPServerError) {
    try configuration.check()
    let handle = ServerHandle(configuration, isThereWhileDraining: lateHandler != nil)
    self.handle = handle
    loops = (0..<configuration.eventLoops).map { _ in
      HTTPLoop(
        server: handle, highWaterBytes: configuration.outputHighWaterBytes, handler: handler, lateHandler: lateHandler)
    }
  }

  /// Listens on an address: `host:port` (port 0 for any free one), `[ipv6]:port`, or `unix:/path`. Only before `run`.
  ///
  /// A Unix socket's file that nobody listens on any more is replaced, and removed in the end.
  ///
  /// - Returns: the port; 1 for a Unix socket.
  /// - Throws: `unavailable` when somebody else listens there or the address is not this machine's; `invalidArgument`
  ///   when the address is none, or the TLS certificate and key do not fit; `failedPrecondition` once it runs.
  package func bind(_ address: String, tls: ServerTLS? = nil) throws(HTTPServerError) -> Int {
    let port = try lifecycle.prepare { () throws(HTTPServerError) in try handle.listen(on: address, tls: tls) }
    guard let port else {
      throw HTTPServerError(.failedPrecondition, "a server binds its addresses before it runs")
    }
    return port
  }

  /// Serves until `beginGracefulShutdown` was called and all exchanges, connections and handlers have ended. Cancelling
  /// the calling task ends them at once. A server runs once.
  ///
  /// - Throws: `failedPrecondition` when the server ran before, `resourceExhausted` when the system has no threads for
  ///   the loops.
  package func run() async throws(HTTPServerError) {
    try start()
    await withTaskCancellationHandler {
      await serve()
    } onCancel: {
      beginGracefulShutdown(drain: .zero)
    }
  }

  /// Accepts nothing new and closes idle connections, or has the late handler answer them; tells WebSockets, lets the
  /// rest go on for `drain`, then ends it. May be called from any thread and any number of times; the first counts.
  ///
  /// A keep-alive connection closes after the answer to its request. A streamed answer ends when its handler returns:
  /// who serves streams that never end by themselves has to end them.
  package func beginGracefulShutdown(drain: Duration) { lifecycle.drain(limit: drain) }

  /// The connections that are open now, whatever they are doing.
  package var connectionCount: Int { handle.connectionCount }

  /// The memory of bodies and messages that arrive or are worked on, but for small ones.
  package var heldBytes: Int { handle.heldBytes }

  /// The exchanges and WebSockets that exist, those held by someone after their end included. Tests watch it for leaks.
  var liveCount: Int { loops.reduce(0) { $0 + $1.liveCount.load(ordering: .relaxed) } }

  private func start() throws(HTTPServerError) {
    guard lifecycle.begin() else { throw HTTPServerError(.failedPrecondition, "a server runs once") }
    for (index, loop) in loops.enumerated() {
      do {
        try loop.start()
      } catch {
        for started in loops[..<index] { started.stop() }
        throw error
      }
    }
  }

  private func serve() async {
    await withTaskGroup(of: Void.self) { group in
      for loop in loops {
        group.addTask(executorPreference: loop) { await loop.tasks.run() }
      }
      let limit = await lifecycle.drainRequested()
      let deadline = ContinuousClock.now + limit
      handle.drain()
      group.addTask { await self.expire(at: deadline) }
      for loop in loops { await loop.emptied.wait() }
      for loop in loops { loop.tasks.finish() }
      group.cancelAll()
    }
    for loop in loops { loop.stop() }
    for loop in loops { await loop.ended.wait() }
  }

  private func expire(at deadline: ContinuousClock.Instant) async {
    do {
      try await Task.sleep(until: deadline, clock: .continuous)
    } catch {
      // Either all connections have ended, or whoever runs the server will not wait for them.
    }
    handle.expire()
    for loop in loops { loop.tasks.cancel() }
  }
}
