internal import CoreGRPC
internal import MCPModel
internal import Synchronization

/// A `StreamRequests` call with what was sent over it and is not answered yet, in both directions.
final class RemoteCall: Sendable {
  /// What becomes of a message.
  enum Admission {
    /// It is to be sent; the answer to a request is now owed.
    case admitted
    /// Nobody waits for it: it answers a question that this call has not put.
    case stale
    /// The call has ended.
    case over
  }

  let stream: ClientStream
  /// Nil once the call has ended.
  private let pending: Mutex<Pending?> = Mutex(Pending())

  /// Bounded by the server, which refuses requests that are too many, and by what it asks at a time.
  private struct Pending {
    var requests: Set<RequestID> = []
    /// Those of them that are answered when the server drains, and not before.
    var subscriptions: Set<RequestID> = []
    /// Those of them that change the session, when they succeed.
    var steps: [RequestID: JSONRPCRequest] = [:]
    /// Requests of the server.
    var questions: Set<RequestID> = []

    mutating func add(_ request: JSONRPCRequest) {
      requests.insert(request.id)
      if request.method == "subscriptions/listen" { subscriptions.insert(request.id) }
      if RemoteSession.isChanged(by: request) { steps[request.id] = request }
    }

    mutating func remove(_ id: RequestID) -> Bool {
      subscriptions.remove(id)
      steps[id] = nil
      return requests.remove(id) != nil
    }
  }

  init(_ stream: ClientStream) { self.stream = stream }

  /// Takes a message of the client.
  func admit(_ message: JSONRPCMessage) -> Admission {
    pending.withLock { pending in
      guard pending != nil else { return .over }
      switch message {
      case .request(let request): pending?.add(request)
      // A cancelled request gets no answer.
      case .notification(let notification): notification.cancelledRequest.map { _ = pending?.remove($0) }
      case .response(let response):
        guard let id = response.id, pending?.questions.remove(id) != nil else { return .stale }
      }
      return .admitted
    }
  }

  /// The server asks the client something.
  func ask(_ id: RequestID) { pending.withLock { _ = $0?.questions.insert(id) } }

  /// The request has its answer.
  ///
  /// - Returns: whether nobody else has answered, and the request itself where it can change the session.
  func settle(_ id: RequestID) -> (isFirst: Bool, step: JSONRPCRequest?) {
    pending.withLock { pending in
      let step = pending?.steps[id]
      return (pending?.remove(id) == true, step)
    }
  }

  /// Takes the subscriptions out, which are the server's to end no longer.
  func endSubscriptions() -> Set<RequestID> {
    pending.withLock { pending in
      let subscriptions = pending?.subscriptions ?? []
      for id in subscriptions { _ = pending?.remove(id) }
      return subscriptions
    }
  }

  /// The call has ended; what it leaves without an answer.
  func end() -> (requests: Set<RequestID>, questions: Set<RequestID>) {
    pending.withLock { pending in
      defer { pending = nil }
      return (pending?.requests ?? [], pending?.questions ?? [])
    }
  }
}
