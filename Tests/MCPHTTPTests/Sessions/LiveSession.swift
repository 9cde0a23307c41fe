import JSON
import TestSupport

/// A client of a legacy session: what it says goes out on connections of its own.
struct LiveSession: Sendable {
  let live: LiveHTTP
  let revision: String
  let id: String

  static func initialize(_ revision: String, capabilities: JSONValue = [:]) -> JSONValue {
    [
      "jsonrpc": "2.0", "id": 0, "method": "initialize",
      "params": [
        "protocolVersion": .text(revision), "capabilities": capabilities, "clientInfo": ["name": "t", "version": "1"],
      ],
    ]
  }

  /// Opens a session, as far as `notifications/initialized`.
  init(_ live: LiveHTTP, _ revision: String = "2025-11-25", capabilities: JSONValue = [:]) throws {
    let answer = try live.connect().ask(Self.post(Self.initialize(revision, capabilities: capabilities)))
    self.live = live
    self.revision = revision
    self.id = try required(answer.headers["mcp-session-id"], "no session: \(answer.status) \(answer.text)")
    let status = try send(["jsonrpc": "2.0", "method": "notifications/initialized"]).status
    guard status == 202 else { throw TestFailure("initialized is answered by \(status)") }
    // A notification has been accepted when it is answered, and taken in when what follows it is.
    _ = try send(Self.request("opened", "ping"))
  }

  static func post(_ message: JSONValue, _ headers: [String: String] = [:]) -> String {
    let body = message.description
    let usual = [
      "Host": "localhost", "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
    ]
    let lines = usual.merging(headers) { $1 }.map { "\($0): \($1)\r\n" }.sorted().joined()
    return "POST /mcp HTTP/1.1\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private var headers: [String: String] { ["Mcp-Session-Id": id, "MCP-Protocol-Version": revision] }

  func text(_ message: JSONValue, _ changes: [String: String] = [:]) -> String {
    Self.post(message, headers.merging(changes) { $1 })
  }

  /// What is answered on a connection of its own.
  func send(_ message: JSONValue, _ changes: [String: String] = [:]) throws -> ReceivedResponse {
    try live.connect().ask(text(message, changes))
  }

  static func request(_ id: JSONValue, _ method: String, _ params: JSONValue = [:]) -> JSONValue {
    ["jsonrpc": "2.0", "id": id, "method": .text(method), "params": params]
  }

  static func call(_ id: JSONValue, _ tool: String, _ arguments: JSONValue = [:], token: JSONValue? = nil) -> JSONValue {
    let params: JSONValue = ["name": .text(tool), "arguments": arguments]
    return request(id, "tools/call", token.map { params.with("_meta", ["progressToken": $0]) } ?? params)
  }

  /// A request whose answer is a stream, or not there yet.
  func begin(_ message: JSONValue) throws -> RawClient {
    let client = try live.connect()
    try client.send(text(message))
    return client
  }

  func begin(_ method: String, _ changes: [String: String] = [:]) throws -> RawClient {
    let client = try live.connect()
    let lines = ["Host": "localhost", "Accept": "text/event-stream"].merging(headers) { $1 }.merging(changes) { $1 }
      .map { "\($0): \($1)\r\n" }.sorted().joined()
    try client.send("\(method) /mcp HTTP/1.1\r\n\(lines)\r\n")
    return client
  }

  /// The stream of what belongs to no request, or of what comes after an event.
  func listen(after event: String? = nil) throws -> SessionEvents {
    try SessionEvents(begin("GET", event.map { ["Last-Event-ID": $0] } ?? [:]))
  }
}

/// The events of a stream, with their ids.
struct SessionEvents {
  struct Event: Equatable {
    var id: String?
    var retry: Int?
    /// Nil for none.
    var message: JSONValue?
  }

  let client: RawClient
  private var events: EventStream

  /// Expects a stream.
  init(_ client: RawClient) throws {
    let (status, headers) = try required(client.head(), "no answer")
    guard status == 200, headers["content-type"] == "text/event-stream" else {
      throw TestFailure("no stream, but \(status) \(headers)")
    }
    self.client = client
    events = EventStream(client)
  }

  /// The next event that is no comment; nil at the end.
  mutating func next() throws -> Event? {
    guard let event = events.next() else { return nil }
    var read = Event(id: event.id, retry: event.retry.flatMap { Int($0) })
    if !event.data.isEmpty { read.message = try JSONValue.parse(.text(event.data)) }
    return read
  }

  /// The next message; nil at the end.
  mutating func message() throws -> JSONValue? {
    while let event = try next() {
      if let message = event.message { return message }
    }
    return nil
  }
}
