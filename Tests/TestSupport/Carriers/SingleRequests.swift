internal import CoreGRPC
internal import JSON
internal import Synchronization

/// The calls of a client each of whose requests is a call of its own. They run at the same time, and each can be
/// cancelled.
final class SingleRequests: Link {
  /// Makes one call; what comes back goes into the inbox.
  typealias Call = @Sendable (_ message: JSONValue, _ metadata: CallMetadata) async throws -> Void
  typealias BytesCall = @Sendable (_ bytes: [UInt8], _ metadata: CallMetadata) async throws -> Void

  private struct Job: Sendable {
    let key: String?
    let giveUp: Promise<Void>
    let run: @Sendable () async throws -> Void
  }

  /// What belongs to a session beside its requests.
  struct Sessions: Sendable {
    /// Sends a message that has no answer.
    var tell: Call
    /// Receives what belongs to no request until the session ends, and says when it begins.
    var listen: @Sendable (_ metadata: CallMetadata, _ began: Promise<Void>) async throws -> Void
    /// Ends every session that was opened.
    var end: @Sendable () async throws -> Void
  }

  private let jobs = Inbox<Job>()
  private let listeners = Inbox<Job>()
  private let running = Mutex<[String: Promise<Void>]>([:])
  private let inbox: Inbox<Received>
  private let metadata: @Sendable () -> CallMetadata
  private let call: Call
  private let bytesCall: BytesCall?
  private let replyCall: Call?
  private let sessions: Sessions?
  private let raise: @Sendable () -> Void

  /// - Parameter sessions: where they are more than a name that requests carry.
  init(
    _ inbox: Inbox<Received>, metadata: @escaping @Sendable () -> CallMetadata, drain: @escaping @Sendable () -> Void,
    bytesCall: BytesCall? = nil, replyCall: Call? = nil, sessions: Sessions? = nil, call: @escaping Call
  ) {
    self.inbox = inbox
    self.metadata = metadata
    self.call = call
    self.bytesCall = bytesCall
    self.replyCall = replyCall
    self.sessions = sessions
    raise = drain
  }

  func send(_ message: JSONValue) async throws {
    let metadata = metadata()
    submit(message["id"]?.description) { [call] in try await call(message, metadata) }
  }

  /// By a call of its own, which is over when this returns.
  func reply(_ response: JSONValue) async throws {
    guard let replyCall = replyCall ?? sessions?.tell else { throw TestFailure("this carrier asks nothing") }
    try await replyCall(response, metadata())
  }

  func send(bytes: [UInt8]) async throws {
    guard let bytesCall else { throw TestFailure("this carrier carries no bytes") }
    let metadata = metadata()
    submit(nil) { try await bytesCall(bytes, metadata) }
  }

  private func submit(_ key: String?, _ run: @escaping @Sendable () async throws -> Void) {
    let job = Job(key: key, giveUp: Promise(), run: run)
    running.withLock { $0[key ?? "without an id \($0.count)"] = job.giveUp }
    jobs.put(job)
  }

  func cancel(_ id: JSONValue) async throws {
    let metadata = metadata()
    if let sessions, metadata.sessionID != nil {
      return try await sessions.tell(Client.cancellation(of: id), metadata)
    }
    running.withLock { $0.removeValue(forKey: id.description) }?.fulfil()
  }

  func finish() async { jobs.close() }

  func opened() async throws {
    guard let sessions else { return }
    let metadata = metadata()
    try await sessions.tell(["jsonrpc": "2.0", "method": "notifications/initialized"], metadata)
    let began = Promise<Void>()
    let job = Job(key: nil, giveUp: Promise()) {
      defer { began.fulfil() }
      try await sessions.listen(metadata, began)
    }
    running.withLock { $0["listener \($0.count)"] = job.giveUp }
    listeners.put(job)
    _ = await began.wait()
  }

  func reset() async {
    jobs.close()
    let running = running.withLock { $0.values.map { $0 } }
    for promise in running { promise.fulfil() }
  }

  func drain() async { raise() }

  /// Runs the calls until `finish`.
  func run() async {
    async let listening: Void = perform(listeners)
    await perform(jobs)
    do {
      try await sessions?.end()
    } catch {
      inbox.put(.failed(GRPCStatus(.unknown, "a session could not be ended: \(error)")))
    }
    listeners.close()
    await listening
    inbox.close()
  }

  private func perform(_ jobs: Inbox<Job>) async {
    await withDiscardingTaskGroup { group in
      while let job = await jobs.take() { group.addTask { await self.perform(job) } }
    }
  }

  private func perform(_ job: Job) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await job.run()
        } catch let error as GRPCError {
          self.inbox.put(.failed(error.status))
        } catch {
          self.inbox.put(.failed(GRPCStatus(.unknown, "\(error)")))
        }
      }
      group.addTask { _ = await job.giveUp.wait() }
      await group.next()
      group.cancelAll()
    }
  }

  /// Runs the calls for as long as `body` does.
  func serving<Value>(_ body: (any Link) async throws -> Value) async throws -> Value {
    try await TestSupport.serving {
      await self.run()
    } during: {
      try await body(self)
    } stop: { failed in
      if failed { await reset() } else { await finish() }
    }
  }
}
