internal import CoreGRPC
internal import MCPModel
internal import Synchronization

/// A `StreamRequests` call with the requests that were sent over it and not answered yet.
final class RemoteCall: Sendable {
  let stream: ClientStream
  /// Nil once the call has ended.
  private let pending: Mutex<Pending?> = Mutex(Pending())

  private struct Pending {
    var requests: Set<RequestID> = []
    /// Those of them that are answered when the server drains, and not before.
    var subscriptions: Set<RequestID> = []

    mutating func remove(_ id: RequestID) -> Bool {
      subscriptions.remove(id)
      return requests.remove(id) != nil
    }
  }

  init(_ stream: ClientStream) { self.stream = stream }

  /// Takes a message, whose answer is now owed; false once the call has ended.
  func admit(_ message: JSONRPCMessage) -> Bool {
    pending.withLock { pending in
      guard pending != nil else { return false }
      switch message {
      case .request(let request):
        pending?.requests.insert(request.id)
        if request.method == "subscriptions/listen" { pending?.subscriptions.insert(request.id) }
      // A cancelled request gets no answer.
      case .notification(let notification): notification.cancelledRequest.map { _ = pending?.remove($0) }
      case .response: break
      }
      return true
    }
  }

  /// The request has its answer; false where somebody else has answered.
  func settle(_ id: RequestID) -> Bool { pending.withLock { $0?.remove(id) == true } }

  /// Who subscribed to changes has gone; the subscriptions that the server must be told to end. They get no answer.
  func endSubscriptions() -> Set<RequestID> {
    pending.withLock { pending in
      let subscriptions = pending?.subscriptions ?? []
      for id in subscriptions { _ = pending?.remove(id) }
      return subscriptions
    }
  }

  /// The call has ended; what it leaves without an answer.
  func end() -> Set<RequestID> {
    pending.withLock { pending in
      defer { pending = nil }
      return pending?.requests ?? []
    }
  }
}
