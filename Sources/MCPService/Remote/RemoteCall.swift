internal import CoreGRPC
internal import MCPEngine
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
    /// A request with this id has no answer yet.
    case duplicate
    /// The call has ended.
    case over
  }

  /// What a call leaves when it has ended.
  struct Remains {
    var requests: [OwedAnswer] = []
    /// Those that another call can take up.
    var subscriptions: [OwedAnswer] = []
    var questions: Set<RequestID> = []
  }

  let stream: ClientStream
  /// What it was taken from.
  let channel: GRPCChannel
  /// Nil once the call has ended.
  private let pending: Mutex<Pending?> = Mutex(Pending())

  /// Bounded by the server, which refuses requests that are too many, and by what it asks at a time.
  private struct Pending {
    var requests: [RequestID: OwedAnswer] = [:]
    /// Requests of the server.
    var questions: Set<RequestID> = []
  }

  init(_ stream: ClientStream, _ channel: GRPCChannel) {
    self.stream = stream
    self.channel = channel
  }

  var isOver: Bool { pending.withLock { $0 == nil } }

  /// Takes a message of the client.
  ///
  /// - Parameters:
  ///   - batch: what it came in.
  ///   - watch: waits for the deadline of a request, and is cancelled when that is answered.
  func admit(_ message: JSONRPCMessage, in batch: Batch? = nil, watch: CancelScope? = nil) -> Admission {
    switch message {
    case .request(let request):
      let isKept = request.isSubscription || RemoteSession.isChanged(by: request)
      return add(OwedAnswer(id: request.id, request: isKept ? request : nil, batch: batch, watch: watch))
    case .notification: return isOver ? .over : .admitted
    case .response(let response):
      return pending.withLock { pending in
        guard pending != nil else { return .over }
        guard let id = response.id, pending?.questions.remove(id) != nil else { return .stale }
        return .admitted
      }
    }
  }

  /// Takes a subscription that began over another call.
  func resume(_ subscription: OwedAnswer) -> Admission { add(subscription) }

  private func add(_ owed: OwedAnswer) -> Admission {
    pending.withLock { pending in
      guard pending != nil else { return .over }
      guard pending?.requests[owed.id] == nil else { return .duplicate }
      pending?.requests[owed.id] = owed
      return .admitted
    }
  }

  /// The server asks the client something.
  func ask(_ id: RequestID) { pending.withLock { _ = $0?.questions.insert(id) } }

  /// The request has its answer, or gets none.
  ///
  /// - Returns: nil where somebody else has answered.
  func settle(_ id: RequestID) -> OwedAnswer? {
    let owed = pending.withLock { $0?.requests.removeValue(forKey: id) }
    owed?.watch?.cancel()
    return owed
  }

  /// What the word that a subscription has begun means to its client.
  enum Acknowledgement {
    case begun
    /// It knows that already: the subscription goes on with another server.
    case begunAgain
    /// It wants it no more.
    case over
  }

  /// The server says that a subscription has begun.
  func acknowledge(_ id: RequestID) -> Acknowledgement {
    pending.withLock { pending in
      guard let owed = pending?.requests[id] else { return .over }
      pending?.requests[id]?.isAcknowledged = true
      return owed.isAcknowledged ? .begunAgain : .begun
    }
  }

  /// Takes the subscriptions out, which are the server's to end no longer.
  func endSubscriptions() -> [OwedAnswer] {
    pending.withLock { pending in
      let subscriptions = pending?.requests.values.filter(\.isSubscription) ?? []
      for owed in subscriptions { pending?.requests[owed.id] = nil }
      return subscriptions
    }
  }

  /// The call has ended.
  func end() -> Remains {
    let left = pending.withLock { pending in
      defer { pending = nil }
      return pending ?? Pending()
    }
    var remains = Remains(questions: left.questions)
    for owed in left.requests.values {
      owed.watch?.cancel()
      if owed.isSubscription, owed.isAcknowledged {
        remains.subscriptions.append(owed)
      } else {
        remains.requests.append(owed)
      }
    }
    return remains
  }
}
