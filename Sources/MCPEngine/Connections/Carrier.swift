package import MCPModel

/// One connection as the engine sees it: messages in, messages out. A transport makes one for each stream, process or
/// socket, and hands it to a backend's `serve`.
package protocol Carrier: AnyObject, Sendable {
  /// How messages of this connection arrive.
  var arrival: Arrival { get }

  /// The next event. Called by one task at a time; after `.ended` or `.reset` it is not called again.
  func next() async -> CarrierEvent

  /// Lets `body` see each request first, before `next` returns it and without waking the task that waits there. It says
  /// whether it has dealt with the request; one that it has not is what `next` returns next. Nil ends that. A carrier
  /// that has no such way need do nothing.
  func receiveImmediately(_ body: (@Sendable (JSONRPCRequest) -> Bool)?)

  /// Takes an answer if there is room for it at once, and says whether it did. It may be held back until `next` is
  /// called, to go out with others: only for the task that calls `next`.
  func offer(_ response: JSONRPCResponse) -> Bool

  /// Takes a message, which goes out at once; suspends while the peer reads too slowly. A message that can no longer be
  /// delivered is dropped, since `next` then reports the end.
  ///
  /// - Returns: false where the peer is gone, or could not understand it.
  @discardableResult
  func send(_ message: JSONRPCMessage) async -> Bool

  /// Takes the answers to a batch together.
  func send(batch: [JSONRPCResponse]) async

  /// Whether it matters to which request a message belongs, as where each request has a stream of its own.
  var tellsRequestsApart: Bool { get }

  /// Takes a message that belongs to a request which has no answer yet. Called where `tellsRequestsApart`.
  func send(_ message: JSONRPCMessage, for request: RequestID) async -> Bool

  /// When the request has to be answered by, where its message came with a deadline. Called where
  /// `tellsRequestsApart`, and before the request is answered.
  func deadline(of request: RequestID) -> ContinuousClock.Instant?

  /// The request takes longer, and its client may come back for what is to be said. Called where `tellsRequestsApart`.
  func release(_ request: RequestID)

  /// Whoever operates the server has ended the legacy session. The connection may go on, and another session be opened
  /// on it, unless the carrier knows better: where the session is all there is, it is over.
  func sessionEnded()
}

extension Carrier {
  package func receiveImmediately(_ body: (@Sendable (JSONRPCRequest) -> Bool)?) {}

  package var tellsRequestsApart: Bool { false }
  package func send(_ message: JSONRPCMessage, for request: RequestID) async -> Bool { await send(message) }
  package func deadline(of request: RequestID) -> ContinuousClock.Instant? { nil }
  package func release(_ request: RequestID) {}
  package func sessionEnded() {}

  /// A carrier that has no batches sends each by itself.
  package func send(batch: [JSONRPCResponse]) async {
    for response in batch { await send(.response(response)) }
  }
}

package enum CarrierEvent: Sendable {
  case message(JSONRPCMessage)
  /// A JSON-RPC batch: each part is a message or malformed.
  case batch([CarrierEvent])
  /// The peer sent what is no message, and this is what it should be told.
  case malformed(JSONRPCResponse)
  /// The peer sends no more, and waits for its answers.
  case ended
  /// The server is draining: nothing more is read, and what is in flight is finished.
  case draining
  /// The peer is gone, and nobody waits for answers.
  case reset
}

/// What answers the messages of a carrier: the engine in this process, or a remote one.
package protocol Backend: Sendable {
  /// Serves one connection; returns when it has ended and nothing of it is left running.
  func serve(_ carrier: any Carrier) async

  /// Serves one request of a carrier of single requests. `sessionID` names the legacy session it belongs to.
  func respond(to request: JSONRPCRequest, sessionID: String?, arrival: Arrival) -> Disposition

  /// Takes a notification or a response from a carrier of single requests.
  func receive(_ message: JSONRPCMessage, sessionID: String?, arrival: Arrival) async
}
