internal import CoreGRPC
internal import MCPModel
internal import Synchronization

/// A `StreamRequests` call with the requests that were sent over it and not answered yet.
final class RemoteCall: Sendable {
  let stream: ClientStream
  private let pending: Mutex<Set<RequestID>?> = Mutex([])

  init(_ stream: ClientStream) { self.stream = stream }

  /// Takes a message, whose answer is now owed; false once the call has ended.
  func admit(_ message: JSONRPCMessage) -> Bool {
    pending.withLock { pending in
      guard pending != nil else { return false }
      switch message {
      case .request(let request): pending?.insert(request.id)
      // A cancelled request gets no answer.
      case .notification(let notification): notification.cancelledRequest.map { _ = pending?.remove($0) }
      case .response: break
      }
      return true
    }
  }

  /// The request has its answer; false where somebody else has answered.
  func settle(_ id: RequestID) -> Bool { pending.withLock { $0?.remove(id) != nil } }

  /// The call has ended; what it leaves without an answer.
  func end() -> Set<RequestID> {
    pending.withLock { pending in
      defer { pending = nil }
      return pending ?? []
    }
  }
}
