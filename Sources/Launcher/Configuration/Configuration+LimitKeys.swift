internal import MCPEngine

extension Configuration {
  /// The bounds of the engine.
  static let limitKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "limits.in-flight-per-connection", \.limits.maxInFlightPerConnection, .count(1...100_000),
      "Requests of a connection that run at the same time; more wait."),
    ConfigurationKey(
      "limits.waiting-per-connection", \.limits.maxWaitingPerConnection, .count(0...1_000_000),
      "Requests of a connection that wait for their turn; more are refused."),
    ConfigurationKey(
      "limits.waiting-bytes-per-connection", \.limits.maxWaitingBytesPerConnection, .bytes(1 << 10...1 << 30),
      "Bytes of these together; more are refused, but one request may wait whatever its size."),
    ConfigurationKey(
      "limits.blocking-threads", \.limits.blockingThreads, .count(1...1024),
      "Threads for work that blocks, such as files."),
    ConfigurationKey(
      "limits.blocking-queue", \.limits.blockingQueueLength, .count(0...1_000_000),
      "Requests that wait for such a thread; more are refused."),
    ConfigurationKey(
      "limits.sessions", \.limits.maxSessions, .count(1...10_000_000),
      "Legacy sessions that exist at the same time; one more ends those idle longest."),
    ConfigurationKey(
      "limits.session-idle", \.limits.sessionIdleLifetime, .duration(.seconds(1) ... week),
      "How long a legacy session lives without being used."),
    ConfigurationKey(
      "limits.session-bytes", \.limits.maxSessionBytes, .bytes(1 << 10...16 << 20),
      "What is kept of what a client says of itself when it opens a session."),
    ConfigurationKey(
      "limits.questions-per-session", \.limits.maxQuestionsPerSession, .count(1...100_000),
      "Questions to a client that wait for answers; handlers that ask more get an error."),
    ConfigurationKey(
      "limits.client-timeout", \.limits.clientTimeout, .duration(.milliseconds(1) ... week),
      "How long a handler waits for its client's answer, where it does not say otherwise."),
    ConfigurationKey(
      "limits.subscriptions", \.limits.maxSubscriptions, .count(0...10_000_000),
      "Clients that are told of changes at the same time; more are refused, or told of none."),
    ConfigurationKey(
      "limits.resources-per-subscription", \.limits.maxResourcesPerSubscription, .count(0...1_000_000),
      "Resources and tasks that one client is told of."),
    ConfigurationKey(
      "limits.background", \.limits.maxBackgroundTasks, .count(1...10_000_000),
      "Tasks that run, and clients that are being told of changes, at the same time."),
    ConfigurationKey(
      "limits.tasks", \.limits.maxTasks, .count(0...10_000_000),
      "Tasks that are kept; one more takes the place of the oldest that have ended."),
    ConfigurationKey(
      "limits.tasks-per-principal", \.limits.maxTasksPerPrincipal, .count(0...10_000_000),
      "Those of one principal."),
    ConfigurationKey(
      "limits.task-lifetime", \.limits.taskLifetime, .duration(.seconds(1) ... week),
      "How long a task is kept and may take, where the client does not say otherwise."),
    ConfigurationKey(
      "limits.max-task-lifetime", \.limits.maxTaskLifetime, .duration(.seconds(1) ... week),
      "The longest that a client may ask for."),
    ConfigurationKey(
      "limits.task-poll-interval", \.limits.taskPollInterval,
      .optional(.duration(.milliseconds(1) ... .seconds(3600)), none: "none"),
      "How long clients are told to wait before they ask for a task again."),
    ConfigurationKey(
      "limits.cache-lifetime", \.limits.cacheLifetime, .duration(.zero ... week),
      "How long clients of 2026-07-28 may keep lists, and what the server says of itself."),
    ConfigurationKey(
      "limits.page-size", \.limits.pageSize, .count(1...10_000), "Entries in a page of a list."),
    ConfigurationKey(
      "limits.json-depth", \.jsonDepth, .count(8...512), "How deep JSON values may be nested."),
  ]

  /// What clients carry for the server.
  static let stateKeys: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "state.keys", \.state.keys, .secret(.list(of: .base64(byteCount: 32), upTo: 16)),
      "Keys that seal what clients carry for the server, the same in all replicas. The first seals, all open."),
    ConfigurationKey(
      "state.lifetime", \.limits.requestStateLifetime, .duration(.seconds(1) ... week),
      "How long a client may take to come back with the state of a request that asked it something."),
    ConfigurationKey(
      "state.max-bytes", \.limits.maxRequestStateBytes, .bytes(1 << 10...180 << 10),
      "What such a state may hold, before it is sealed."),
    ConfigurationKey(
      "state.max-used", \.limits.maxUsedStates, .count(1...10_000_000),
      "States that are remembered because they may be used once only; more are refused."),
  ]
}
