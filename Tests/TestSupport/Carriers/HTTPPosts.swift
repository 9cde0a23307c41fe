internal import Bytes
internal import CoreGRPC
internal import JSON
internal import MCPModel
internal import Synchronization

extension SingleRequests {
  /// Each request is a POST to `/mcp`, which is given up by leaving, or in a session by a notification.
  static func posts(
    _ live: LiveHTTPService, _ inbox: Inbox<Received>, metadata: @escaping @Sendable () -> CallMetadata,
    opened: @escaping @Sendable (String) -> Void
  ) -> SingleRequests {
    let posts = HTTPPosts(port: live.port, inbox, opened: opened)
    let sessions = Sessions(
      tell: { message, metadata in
        let bytes = message.encodedJSONBytes().array
        try await posts.send(bytes, HTTPPosts.headers(of: message, metadata), isAnswered: false)
      },
      listen: posts.listen, end: posts.endSessions)
    return SingleRequests(
      inbox, metadata: metadata, drain: live.beginDraining,
      bytesCall: { bytes, metadata in try await posts.send(bytes, HTTPPosts.headers(of: nil, metadata)) },
      sessions: sessions,
      call: { message, metadata in
        try await posts.send(message.encodedJSONBytes().array, HTTPPosts.headers(of: message, metadata))
      })
  }
}

/// POSTs over connections that are used again.
private final class HTTPPosts: Sendable {
  private let port: Int
  private let inbox: Inbox<Received>
  private let opened: @Sendable (String) -> Void
  private let idle = Mutex<[RawClient]>([])
  private let sessions = Mutex<Set<String>>([])

  init(port: Int, _ inbox: Inbox<Received>, opened: @escaping @Sendable (String) -> Void) {
    self.port = port
    self.inbox = inbox
    self.opened = opened
  }

  /// What a client has to repeat of its message, and what a test says instead.
  static func headers(of message: JSONValue?, _ metadata: CallMetadata) -> [String: String] {
    let params = message?["params"]
    let version = params?["_meta"]?[MetaKey.protocolVersion]?.string
    var headers = ["content-type": "application/json", "accept": "application/json, text/event-stream"]
    headers["mcp-protocol-version"] = version ?? (metadata.sessionID == nil ? nil : metadata.revision)
    headers["mcp-session-id"] = metadata.sessionID
    if version != nil {
      headers["mcp-method"] = message?["method"]?.string
      headers["mcp-name"] = message?.nameOfRequest.map(encoded)
    }
    return headers.merging(metadata.extra) { $1 }
  }

  /// A header's value for any text (2026-07-28, Streamable HTTP, Request Metadata).
  private static func encoded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !text.hasPrefix("=?") && !text.isEmpty
    return isPlain ? text : "=?base64?\(Base64.encode(SharedBytes(text.utf8)))?="
  }

  /// Makes one POST; what is answered goes into the inbox.
  ///
  /// - Parameter isAnswered: whether a test hears of it that the message was accepted.
  func send(_ body: [UInt8], _ headers: [String: String], isAnswered: Bool = true) async throws {
    try await exchange("POST", headers, body) { client in
      try self.receive(from: client, isAnswered: isAnswered)
    }
  }

  /// What comes on a GET belongs to no request.
  func listen(_ metadata: CallMetadata, _ began: Promise<Void>) async throws {
    var headers = Self.headers(of: nil, metadata)
    headers["accept"] = "text/event-stream"
    try await exchange("GET", headers) { client in try self.receive(from: client, began: began, isAnswered: false) }
  }

  /// A session that has ended already is unknown, and a server that is gone has ended all of them.
  func endSessions() async throws {
    for id in sessions.withLock({ $0 }) {
      do {
        try await exchange("DELETE", ["mcp-session-id": id]) { client in
          let response = try required(try client.response(), "the server ended instead")
          guard [204, 404].contains(response.status) else { throw TestFailure("DELETE has status \(response.status)") }
        }
      } catch let error as GRPCError where error.status.code == .unavailable {
        return
      }
    }
  }

  /// One request, and what `body` makes of the answer, on a thread that may block.
  private func exchange(
    _ method: String, _ headers: [String: String], _ body: [UInt8] = [],
    _ receive: @escaping @Sendable (RawClient) throws -> Void
  ) async throws {
    let lines = headers.map { "\($0): \($1)\r\n" }.joined()
    let head = "\(method) /mcp HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(lines)"
    let length = method == "POST" ? "Content-Length: \(body.count)\r\n\r\n" : "\r\n"
    try await withTaskExecutorPreference(BlockingExecutor.shared) {
      let client = try connection()
      try await withTaskCancellationHandler {
        try client.send(Array((head + length).utf8) + body)
        try receive(client)
      } onCancel: {
        client.interrupt()
      }
    }
  }

  private func connection() throws -> RawClient {
    if let client = idle.withLock({ $0.popLast() }) {
      // A server closes connections that are not used.
      if !client.hasInput(within: 0) { return client }
    }
    do {
      return try RawClient(port: port)
    } catch let failure as RawClient.Failure {
      throw GRPCError(GRPCStatus(.unavailable, "\(failure)"))
    }
  }

  /// - Parameter began: fulfilled once the head has come.
  private func receive(from client: RawClient, began: Promise<Void>? = nil, isAnswered: Bool) throws {
    guard let (status, headers) = client.head() else {
      guard !Task.isCancelled else { return }
      throw GRPCError(GRPCStatus(.unavailable, "the connection ended"))
    }
    began?.fulfil()
    if let session = headers["mcp-session-id"] {
      sessions.withLock { _ = $0.insert(session) }
      opened(session)
    }
    guard headers["content-type"] == "text/event-stream" else {
      let response = try client.response(status: status, headers: headers)
      if !response.closes { idle.withLock { $0.append(client) } }
      guard !Task.isCancelled else { return }
      return try receive(response, isAnswered: isAnswered)
    }
    guard status == 200 else { throw TestFailure("a stream has the status \(status)") }
    var events = EventStream(client)
    while let event = events.next() {
      guard !Task.isCancelled else { return }
      guard event.type == "message" else { throw TestFailure("\(event) is no message") }
      // The first event of a stream that can be resumed says only where it begins.
      if !event.data.isEmpty { inbox.put(.message(try JSONValue.parse(SharedBytes(event.data.utf8)))) }
    }
    guard events.isComplete || Task.isCancelled else { throw GRPCError(GRPCStatus(.unavailable, "the stream broke")) }
    if events.isComplete, headers["connection"] != "close" { idle.withLock { $0.append(client) } }
  }

  private func receive(_ response: ReceivedResponse, isAnswered: Bool) throws {
    if response.headers["content-type"] == "application/json" {
      return inbox.put(.message(try JSONValue.parse(SharedBytes(response.body))))
    }
    guard response.status == 202, response.body.isEmpty else {
      let code: GRPCStatus.Code = response.status == 413 ? .resourceExhausted : .unknown
      throw GRPCError(GRPCStatus(code, "\(response.status): \(response.text)"))
    }
    if isAnswered { inbox.put(.message([:])) }
  }
}
