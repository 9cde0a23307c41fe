/// Why this room exists: it answers MCP requests, whatever carried them. It imports MCPModel, JSON, JSONSchema,
/// URITemplate and Sealing, and knows no transport: a carrier hands it messages and sends what it says.

internal import JSON
internal import MCPModel
package import Sealing

/// Serves one MCP server: the rules by which requests are answered.
///
/// The engine is used in two ways. A carrier of many messages (a gRPC stream, stdio) calls `serve(_:)`, which returns
/// when the connection has ended. A carrier of single requests calls `respond(to:sessionID:arrival:)`. Either happens
/// within `whileRunning(_:)`.
package final class Engine: Sendable {
  package let server: MCPServer
  package let limits: EngineLimits
  let sessions: any SessionStore
  let onceStore: any OnceStore
  let tasks: any TaskStore
  let taskRuns = TaskRuns()
  let sealer: Sealer
  let observer: (any RequestObserver)?
  /// Looking at the observer itself would count a reference.
  let isObserved: Bool
  let blocking: BlockingPool
  let background: BackgroundTasks
  let prepared = PreparedAnswers()
  /// Legacy sessions that are in use over carriers of single requests, for the answers of their clients.
  let liveSessions = LiveSessions()
  /// Legacy sessions that connections hold.
  let connectionSessions = ConnectionSessions()
  /// Ends subscriptions, each with its closing result, when it is raised.
  let drain: DrainSignal
  /// The server's name as `initialize` tells it, by revision.
  let serverInfo: [JSONValue]
  /// The `_meta` of every result, by revision.
  let resultMeta: [ConstantValue]
  /// Milliseconds since 1970.
  let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - sealer: makes cursors and request states; replicas that share its keys take each other's.
  ///   - now: the wall clock, in milliseconds since 1970.
  package init(
    _ server: MCPServer,
    limits: EngineLimits = .defaults,
    sessions: (any SessionStore)? = nil,
    onceStore: (any OnceStore)? = nil,
    tasks: (any TaskStore)? = nil,
    sealer: Sealer = .ephemeral(),
    observer: (any RequestObserver)? = nil,
    drain: DrainSignal = DrainSignal(),
    now: @escaping @Sendable () -> Int64 = WallClock.milliseconds
  ) {
    self.server = server
    self.limits = limits
    self.sessions =
      sessions ?? MemorySessionStore(maximum: limits.maxSessions, idleLifetime: limits.sessionIdleLifetime)
    self.onceStore = onceStore ?? MemoryOnceStore(maximum: limits.maxUsedStates, now: now)
    self.tasks =
      tasks
      ?? MemoryTaskStore(maximum: limits.maxTasks, maximumPerOwner: limits.maxTasksPerPrincipal, now: now)
    self.sealer = sealer
    self.observer = observer
    self.isObserved = observer != nil
    self.drain = drain
    self.now = now
    self.blocking = BlockingPool(maxConcurrent: limits.blockingThreads, maxWaiting: limits.blockingQueueLength)
    self.background = BackgroundTasks(maximum: limits.maxBackgroundTasks)
    self.serverInfo = ProtocolRevision.allCases.map { server.implementation.json(for: $0) }
    self.resultMeta = serverInfo.map { ConstantValue([MetaKey.serverInfo.description: $0]) }
  }

  var cursors: PageCursor { PageCursor(sealer: sealer) }

  /// Runs what outlives a request for as long as `body` runs. Called once.
  package func whileRunning<Value, Failure: Error>(
    _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let outcome = await withTaskGroup(of: Void.self) { group in
      group.addTask { [background] in await background.run() }
      defer { group.cancelAll() }
      do throws(Failure) {
        return Result<Value, Failure>.success(try await body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
