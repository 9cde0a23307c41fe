internal import CoreGRPC
internal import JSON
internal import MCPModel

/// A legacy session as the messages that made it what it is, so that another call can be brought there. These may be
/// said any number of times; what else a client has sent is never sent again.
struct RemoteSession: Sendable {
  private let opening: JSONRPCRequest
  private let revisionName: String?
  /// Whether the client is told of what belongs to no request.
  private(set) var isInitialized = false
  private var logLevel: JSONRPCRequest?
  /// By URI, as many as the server took.
  private var subscriptions: [String: JSONRPCRequest] = [:]

  /// - Parameter result: the answer to `opening`.
  init(opening: JSONRPCRequest, result: JSONValue) {
    self.opening = opening
    revisionName = result["protocolVersion"]?.string
  }

  /// Nil where the server speaks one that is not known here.
  var revision: ProtocolRevision? { revisionName.flatMap(ProtocolRevision.init(rawValue:)) }

  /// Whether a request changes a session when it succeeds.
  static func isChanged(by request: JSONRPCRequest) -> Bool {
    switch request.method {
    case "initialize", "logging/setLevel", "resources/subscribe", "resources/unsubscribe": true
    default: false
    }
  }

  /// The request has succeeded.
  mutating func note(_ step: JSONRPCRequest) {
    switch step.method {
    case "logging/setLevel": logLevel = step
    case "resources/subscribe": step.params?["uri"]?.string.map { subscriptions[$0] = step }
    case "resources/unsubscribe": step.params?["uri"]?.string.map { subscriptions[$0] = nil }
    default: break
    }
  }

  mutating func note(_ notification: JSONRPCNotification) {
    if notification.method == "notifications/initialized" { isInitialized = true }
  }

  /// Says it all again.
  ///
  /// - Parameters:
  ///   - ask: sends a request and waits for its result.
  ///   - tell: sends a notification.
  /// - Returns: what the client is to hear, since it may have missed it.
  /// - Throws: what `ask` and `tell` throw, and an error for the client where the server does not open such a session
  ///   again.
  func restore(
    ask: (JSONRPCRequest) async throws -> JSONValue, tell: (JSONRPCNotification) async throws -> Void
  ) async throws -> [JSONRPCNotification] {
    var number = 0
    func own(_ request: JSONRPCRequest) -> JSONRPCRequest {
      number += 1
      // No request of the client's is under way on a call that is new.
      return JSONRPCRequest(id: .string("again-\(number)"), method: request.method, params: request.params)
    }
    let result: JSONValue
    do {
      result = try await ask(own(opening))
      guard result["protocolVersion"]?.string == revisionName else { throw Self.lost }
    } catch is MCPError {
      throw Self.lost
    }
    guard isInitialized else { return [] }
    try await tell(JSONRPCNotification(method: "notifications/initialized", params: nil))
    for step in [logLevel].compactMap({ $0 }) + subscriptions.values {
      do {
        _ = try await ask(own(step))
      } catch is MCPError {
        // What the server no longer has, it has nothing to tell of.
      }
    }
    return MissedChanges.inSession(result["capabilities"], resources: subscriptions.keys.sorted())
  }

  static let lost = MCPError(
    .internalError, "The server behind this bridge has lost the session: open one with initialize",
    data: ["reason": "session_lost"])
}
