internal import CoreGRPC
package import JSON
package import MCPModel
internal import Synchronization

/// A client of the test server, the same over every carrier.
///
/// Its messages are JSON-RPC as JSON, whatever they are on the way. One task at a time receives.
package final class Client: Sendable {
  package let kind: CarrierKind
  package let server: TestServer
  let link: any Link
  private let inbox: Inbox<Received>
  let state: ClientState

  init(_ kind: CarrierKind, _ server: TestServer, _ link: any Link, _ inbox: Inbox<Received>, _ state: ClientState) {
    self.kind = kind
    self.server = server
    self.link = link
    self.inbox = inbox
    self.state = state
  }

  /// The revision that requests follow from now on; nil for neither session nor metadata.
  package var revision: ProtocolRevision? {
    get { state.withLock { $0.revision } }
    set { state.withLock { $0.revision = newValue } }
  }

  /// The session that single requests name.
  package var sessionID: String? {
    get { state.withLock { $0.metadata.sessionID } }
    set { state.withLock { $0.metadata.sessionID = newValue } }
  }

  /// Metadata that single requests carry beside the session.
  package var metadata: [String: String] {
    get { state.withLock { $0.metadata.extra } }
    set { state.withLock { $0.metadata.extra = newValue } }
  }

  /// Whether what follows is wrong on purpose: what the server takes of it all the same is not written down.
  package var makesMistakes: Bool {
    get { state.withLock { $0.makesMistakes } }
    set { state.withLock { $0.makesMistakes = newValue } }
  }

  /// What the client declares that it can do: with each request in the stateless revision, and when it opens a session
  /// in the others.
  package var capabilities: JSONValue {
    get { state.withLock { $0.capabilities } }
    set { state.withLock { $0.capabilities = newValue } }
  }

  /// Makes what follows belong to a revision: by a handshake where it needs one.
  @discardableResult
  package func open(_ revision: ProtocolRevision, capabilities: JSONValue = [:]) async throws -> Answer? {
    self.capabilities = capabilities
    guard !revision.isStateless else {
      self.revision = revision
      return nil
    }
    let answer = try await ask("initialize", Self.handshake(revision.rawValue, capabilities: capabilities))
    guard let agreed = answer.result?["protocolVersion"]?.string.flatMap(ProtocolRevision.init(rawValue:)) else {
      throw TestFailure("initialize failed: \(answer.message)")
    }
    self.revision = agreed
    if kind.isConnection { try await notify("notifications/initialized") }
    try await link.opened()
    return answer
  }

  package static func handshake(_ version: String, capabilities: JSONValue = [:]) -> JSONValue {
    [
      "protocolVersion": .text(version), "capabilities": capabilities,
      "clientInfo": ["name": "test", "version": "1"],
    ]
  }

  // MARK: Sending

  /// Sends a request by the rules of the client's revision; its answer is for `next`.
  ///
  /// - Returns: the request's id.
  @discardableResult
  package func send(
    _ method: String, _ params: JSONValue = [:], id: JSONValue? = nil
  ) async throws -> JSONValue {
    let id = id ?? state.withLock { state in
      state.lastID += 1
      return .number(state.lastID)
    }
    try await send([
      "jsonrpc": "2.0", "id": id, "method": .text(method), "params": adding(metadataOfRevision, to: params),
    ])
    return id
  }

  /// Sends a message as it is.
  package func send(_ message: JSONValue) async throws {
    for part in message.kind == .array ? Array(message.elements) : [message] { state.sent(part) }
    try await link.send(message)
  }

  package func send(bytes: [UInt8]) async throws { try await link.send(bytes: bytes) }

  package func notify(_ method: String, _ params: JSONValue = [:]) async throws {
    try await link.send(["jsonrpc": "2.0", "method": .text(method), "params": params])
  }

  /// Gives a request up in the carrier's own way: by a notification, or by cancelling its call.
  package func cancel(_ id: JSONValue) async throws { try await link.cancel(id) }
  package func finish() async { await link.finish() }
  package func reset() async { await link.reset() }
  package func drain() async { await link.drain() }

  static func cancellation(of id: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": id]]
  }

  /// What the revision wants in the `_meta` of each request.
  package var metadataOfRevision: JSONValue {
    guard let revision, revision.isStateless else { return [:] }
    return [
      MetaKey.protocolVersion.description: .text(revision.rawValue),
      MetaKey.clientCapabilities.description: capabilities,
    ]
  }

  private func adding(_ meta: JSONValue, to params: JSONValue) -> JSONValue {
    guard meta.count > 0 else { return params }
    var merged = meta
    for (key, value) in (params["_meta"] ?? [:]).members { merged = merged.with(key.string, value) }
    return params.with("_meta", merged)
  }

  // MARK: Receiving

  /// The next thing that reaches the client; nil once nothing more can.
  package func nextEvent() async -> Received? {
    let received = await inbox.take()
    if case .message(let message) = received { state.received(message) }
    return received
  }

  /// The next message.
  ///
  /// - Throws: `GRPCError` where a call failed instead, `TestFailure` where the connection ended.
  package func next() async throws -> JSONValue {
    switch await nextEvent() {
    case .message(let message): return message
    case .failed(let status): throw GRPCError(status)
    case nil: throw TestFailure("the connection ended without an answer")
    }
  }

  /// The next message, which has to be a response.
  package func nextAnswer() async throws -> Answer {
    let message = try await next()
    guard message["method"] == nil else { throw TestFailure("\(message) is no response") }
    return Answer(message)
  }

  /// Sends a request and waits for what comes next, which has to be its response.
  package func ask(_ method: String, _ params: JSONValue = [:], id: JSONValue? = nil) async throws -> Answer {
    try await expect(try await send(method, params, id: id))
  }

  package func call(_ tool: String, _ arguments: JSONValue = [:], id: JSONValue? = nil) async throws -> Answer {
    try await ask("tools/call", Self.tool(tool, arguments), id: id)
  }

  package static func tool(_ name: String, _ arguments: JSONValue = [:]) -> JSONValue {
    ["name": .text(name), "arguments": arguments]
  }

  /// Waits for what comes next, which has to be the response to that request.
  package func expect(_ id: JSONValue) async throws -> Answer {
    let answer = try await nextAnswer()
    guard answer.id == id else { throw TestFailure("\(answer.message) does not answer \(id)") }
    return answer
  }
}

/// A response.
package struct Answer: Sendable {
  package let message: JSONValue
  package init(_ message: JSONValue) { self.message = message }

  package var id: JSONValue? { message["id"] }
  package var result: JSONValue? { message["result"] }
  package var code: Int64? { message["error"]?["code"]?.int }
  package var text: String? { message["error"]?["message"]?.string }
  package var data: JSONValue? { message["error"]?["data"] }
  /// Where a request is at fault, as a JSON Pointer.
  package var path: String? { data?["path"]?.string }
}
