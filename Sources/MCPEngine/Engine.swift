/// Why this room exists: it answers MCP requests, whatever carried them. It imports MCPModel, JSON and JSONSchema, and
/// knows no transport: a carrier hands it messages and sends what it says.

internal import JSON
internal import MCPModel

/// One MCP server: what it offers, and the rules by which requests are answered.
///
/// The engine is used in two ways. A carrier of many messages (a gRPC stream, stdio) calls `serve(_:)`, which returns
/// when the connection has ended. A carrier of single requests calls `respond(to:sessionID:arrival:)`.
package final class Engine: Sendable {
  package let definition: ServerDefinition
  package let limits: EngineLimits
  let tools: ToolTable
  let sessions: any SessionStore
  let observer: (any RequestObserver)?
  let blocking: BlockingPool
  /// Ends subscriptions, each with its closing result, when it is raised.
  let drain: DrainSignal
  /// The server's name as `initialize` tells it, by revision.
  let serverInfo: [JSONValue]
  /// The `_meta` of every result, by revision.
  let resultMeta: [JSONValue]

  package init(
    _ definition: ServerDefinition,
    limits: EngineLimits = .defaults,
    sessions: (any SessionStore)? = nil,
    observer: (any RequestObserver)? = nil,
    drain: DrainSignal = DrainSignal()
  ) {
    self.definition = definition
    self.limits = limits
    self.tools = ToolTable(definition.tools)
    self.sessions =
      sessions ?? MemorySessionStore(maximum: limits.maxSessions, idleLifetime: limits.sessionIdleLifetime)
    self.observer = observer
    self.drain = drain
    self.blocking = BlockingPool(maxConcurrent: limits.blockingThreads, maxWaiting: limits.blockingQueueLength)
    self.serverInfo = ProtocolRevision.allCases.map { definition.implementation.json(for: $0) }
    self.resultMeta = serverInfo.map { [MetaKey.serverInfo.description: $0] }
  }
}
