internal import Synchronization

/// Passes each change of a server on to the subscriptions that want it.
final class ChangeHub: Sendable {
  private let subscriptions = Mutex<[ObjectIdentifier: Subscription]>([:])

  var count: Int { subscriptions.withLock { $0.count } }

  /// - Returns: false where there are `maximum` subscriptions already.
  func add(_ subscription: Subscription, maximum: Int) -> Bool {
    subscriptions.withLock { subscriptions in
      guard subscriptions.count < maximum else { return false }
      subscriptions[ObjectIdentifier(subscription)] = subscription
      return true
    }
  }

  func remove(_ subscription: Subscription) {
    subscriptions.withLock { $0[ObjectIdentifier(subscription)] = nil }
  }

  func publish(_ change: ServerChange) {
    // Outside the lock, since a subscription may start to deliver at once.
    let all = subscriptions.withLock { Array($0.values) }
    for subscription in all { subscription.note(change) }
  }
}
