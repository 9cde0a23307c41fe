/// The bounds of an engine. Every table and queue of the engine is bounded by one of them.
package struct EngineLimits: Sendable {
  /// Requests of one connection that run at the same time; more wait.
  package var maxInFlightPerConnection = 256
  /// Requests of one connection that wait for a place; more are answered with an overload error.
  package var maxWaitingPerConnection = 1024
  /// Their bytes together, as received; one request may wait whatever its size.
  package var maxWaitingBytesPerConnection = 16 << 20
  /// Blocking handlers (files, processes) that run at the same time, over all connections.
  package var blockingThreads = 16
  /// Blocking handlers that wait for a thread; more are answered with an overload error.
  package var blockingQueueLength = 4096
  /// Legacy sessions kept in the store; opening one more ends those that have been idle longest.
  package var maxSessions = 10_000
  /// A session in its stored form: what a client says of itself is kept for as long as the session lives.
  package var maxSessionBytes = 16 << 10
  /// How long a legacy session lives without being used.
  package var sessionIdleLifetime = Duration.seconds(30 * 60)
  /// Entries in one page of a list.
  package var pageSize = 200
  /// How long a client may keep a list, or what the server says of itself (2026-07-28, Caching). Where it listens for
  /// changes it hears of them earlier.
  package var cacheLifetime = Duration.seconds(5 * 60)
  /// Clients that are told of changes at the same time: open `subscriptions/listen` requests and legacy connections.
  package var maxSubscriptions = 100_000
  /// Resources that one client is told of.
  package var maxResourcesPerSubscription = 1000
  /// Deliveries and MCP tasks that run at the same time.
  package var maxBackgroundTasks = 100_000
  /// Questions to one client that wait for answers.
  package var maxQuestionsPerSession = 64
  /// How long a handler waits for its client's answer, where it does not say otherwise.
  package var clientTimeout = Duration.seconds(10 * 60)
  /// How long a client may take to come back with a `requestState`.
  package var requestStateLifetime = Duration.seconds(15 * 60)
  /// What a `requestState` may hold, before it is sealed.
  package var maxRequestStateBytes = 128 << 10
  /// States that are remembered because they may be used once only.
  package var maxUsedStates = 100_000
  /// MCP tasks that are kept, whether they have ended or not.
  package var maxTasks = 10_000
  /// Those of one principal.
  package var maxTasksPerPrincipal = 1000
  /// How long a task is kept from its creation on, and may take, where the client does not say otherwise.
  package var taskLifetime = Duration.seconds(60 * 60)
  /// The longest that a client may ask for (2025-11-25).
  package var maxTaskLifetime = Duration.seconds(24 * 60 * 60)
  /// How long clients are told to wait before they ask for a task's state again.
  package var taskPollInterval: Duration? = .seconds(1)

  package static let defaults = EngineLimits()
  package init() {}
}
