package import JSON

/// What a client is told of a task, its outcome aside (2025-11-25, Tasks; the tasks extension).
package struct TaskState: Sendable {
  package var id: String
  package var status: TaskStatus
  /// For people and models.
  package var statusMessage: String?
  package var createdAt: Timestamp
  package var lastUpdatedAt: Timestamp
  /// How long the task is kept, from its creation on; nil for as long as the server lives.
  package var ttl: Duration?
  /// How long a client should wait before it asks again.
  package var pollInterval: Duration?

  package init(
    id: String, status: TaskStatus = .working, statusMessage: String? = nil, createdAt: Timestamp,
    lastUpdatedAt: Timestamp? = nil, ttl: Duration? = nil, pollInterval: Duration? = nil
  ) {
    self.id = id
    self.status = status
    self.statusMessage = statusMessage
    self.createdAt = createdAt
    self.lastUpdatedAt = lastUpdatedAt ?? createdAt
    self.ttl = ttl
    self.pollInterval = pollInterval
  }

  /// Writes the members of an object that the caller opens and closes: `ttl` and `pollInterval` in 2025-11-25, `ttlMs`
  /// and `pollIntervalMs` in the extension, both in milliseconds.
  package func writeMembers(to builder: inout JSONBuilder, for revision: ProtocolRevision) {
    let isExtension = revision.traits.contains(.tasksExtension)
    builder.member("taskId", id)
    builder.member("status", status.rawValue)
    builder.member("statusMessage", statusMessage)
    builder.member("createdAt", createdAt.iso8601)
    builder.member("lastUpdatedAt", lastUpdatedAt.iso8601)
    builder.key(isExtension ? "ttlMs" : "ttl")
    if let ttl { builder.int(ttl.wholeMilliseconds) } else { builder.null() }
    builder.member(isExtension ? "pollIntervalMs" : "pollInterval", pollInterval?.wholeMilliseconds)
  }
}

extension Duration {
  /// Rounded up, so that what is short does not become nothing; as many as an `Int64` holds.
  package var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return milliseconds.addingReportingOverflow(rest).overflow ? .max : milliseconds + rest
  }
}
