internal import Dispatch
internal import JSON
internal import MCPBridge
package import MCPEngine
internal import Synchronization

/// JSON-RPC in lines for whoever connects to a socket: a connection is what a process is to stdio (MCP, Transports,
/// Custom Transports, which asks transports like this one for the framing of stdio).
///
/// Make it, which binds its address, then `run` it, which returns when it has drained. Each connection takes a thread
/// that waits for it, and another while it is written to; `accept` takes one more. So there are at most
/// `2 * maxConnections + 1`, and the number of connections is kept small.
package final class LineServer: Sendable {
  package struct Settings: Sendable {
    /// Connections at a time; more are closed when they come. At most 100.
    package var maxConnections = 64
    /// Longer lines are passed over.
    package var maxLineBytes = 4 << 20
    package var jsonDepth = 128
    /// A connection that has carried nothing in either direction for so long is taken for one whose client has sent
    /// its last.
    package var idleTimeout = Duration.seconds(30 * 60)
    /// How long requests may go on after the client has sent its last.
    package var grace = Duration.seconds(30)

    package init() {}
  }

  private struct State {
    var connections: [ObjectIdentifier: StdioConnection] = [:]
    var grace: Duration
    var isDraining = false
  }

  /// The port; 0 for a Unix socket.
  package var port: Int { listening.port }

  private let listening: ListeningSocket
  private let waiting: Waiting
  private let backend: any Backend
  private let settings: Settings
  private let abilities: CarrierAbilities
  private let queue = DispatchQueue(label: "rialto.lines")
  private let state: Mutex<State>

  /// Listens on a port, 0 for any free one.
  package convenience init(
    host: String, port: Int, _ backend: any Backend, _ settings: Settings
  ) throws(LineServerError) {
    try self.init(try .tcp(host: host, port: port), "tcp", backend, settings)
  }

  /// Listens on a Unix socket.
  package convenience init(path: String, _ backend: any Backend, _ settings: Settings) throws(LineServerError) {
    try self.init(try .unix(path: path), "unix", backend, settings)
  }

  private init(
    _ listening: ListeningSocket, _ transport: StaticString, _ backend: any Backend, _ settings: Settings
  ) throws(LineServerError) {
    guard let waiting = Waiting() else { throw LineServerError(.noResources, "no descriptors are left") }
    self.listening = listening
    self.waiting = waiting
    self.backend = backend
    self.settings = settings
    abilities = CarrierAbilities(transport: transport, carriesNotifications: true)
    state = Mutex(State(grace: settings.grace))
  }

  /// Serves until `beginGracefulShutdown` was called and all connections have ended. Cancelling the calling task ends
  /// them at once. A server runs once.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while let socket = await next() {
        group.addTask { await self.serve(socket) }
      }
      listening.end()
    }
  }

  /// Accepts nothing new and reads nothing new, and lets what is in flight go on for so long. From any thread.
  package func beginGracefulShutdown(drain: Duration) {
    let connections = state.withLock { state in
      state.isDraining = true
      state.grace = drain
      return state.connections.values
    }
    waiting.stop()
    for connection in connections { connection.beginDraining() }
  }

  private func next() async -> Socket? {
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        queue.async { [self] in continuation.resume(returning: listening.accept(waiting, idleTimeout: settings.idleTimeout)) }
      }
    } onCancel: {
      waiting.stop()
    }
  }

  private func serve(_ socket: Socket) async {
    defer { socket.end() }
    socket.bound(silenceSeconds: 60)
    let ended = DrainSignal()
    guard let connection = StdioConnection(socket, maxLineBytes: settings.maxLineBytes, onEnd: { ended.raise() }),
      insert(connection)
    else { return }
    defer { remove(connection) }
    let carrier = JSONRPCCarrier(
      SocketLines(connection), arrival: Arrival(carrier: abilities, peer: SocketPeer(socket)),
      limits: JSONLimits(maximumDepth: settings.jsonDepth, maximumSizeBytes: settings.maxLineBytes))
    await connection.serve(carrier, by: backend, ended: ended) { [self] in state.withLock { $0.grace } }
  }

  /// - Returns: false where there is no room, or no time.
  private func insert(_ connection: StdioConnection) -> Bool {
    state.withLock { state in
      guard !state.isDraining, state.connections.count < settings.maxConnections else { return false }
      state.connections[ObjectIdentifier(connection)] = connection
      return true
    }
  }

  private func remove(_ connection: StdioConnection) {
    state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
  }
}

private final class SocketPeer: Peer {
  private let socket: Socket

  init(_ socket: Socket) { self.socket = socket }

  var address: String { socket.peer }
}
