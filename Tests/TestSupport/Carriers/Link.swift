package import JSON
package import CoreGRPC

/// The client's end of a carrier: JSON-RPC messages as JSON out, and what comes back into an inbox.
protocol Link: AnyObject, Sendable {
  func send(_ message: JSONValue) async throws
  /// A response to a request of the server.
  func reply(_ response: JSONValue) async throws
  /// Bytes in place of a message, as the carrier's framing allows.
  func send(bytes: [UInt8]) async throws
  /// Gives a request up, in the carrier's own way.
  func cancel(_ id: JSONValue) async throws
  /// A legacy session has been opened.
  func opened() async throws
  /// No more will be sent, and answers are waited for.
  func finish() async
  /// The client is gone.
  func reset() async
  /// The server begins to drain.
  func drain() async
}

extension Link {
  func opened() async throws {}
  func reply(_ response: JSONValue) async throws { try await send(response) }
}

/// What reaches a client.
package enum Received: Sendable {
  case message(JSONValue)
  /// A call ended with a status other than OK; over HTTP and WebSocket, with the one that says the same.
  case failed(GRPCStatus)
}

/// Metadata that a client of single requests sends with each.
struct CallMetadata: Sendable {
  var sessionID: String?
  /// That of the session, for carriers that have to name it with each message.
  var revision: String?
  var extra: [String: String] = [:]
}
