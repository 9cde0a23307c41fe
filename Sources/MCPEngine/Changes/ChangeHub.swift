internal import Synchronization

/// Passes each change of a server on to the subscriptions that want it. A task is watched by few of many clients, so
/// those are found by its id.
final class ChangeHub: Sendable {
  private struct State {
    var subscriptions: [ObjectIdentifier: Subscription] = [:]
    var watchers: [String: [ObjectIdentifier: Subscription]] = [:]
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.subscriptions.count } }
  /// Tasks that somebody watches.
  var watchedTasks: Int { state.withLock { $0.watchers.count } }

  /// - Returns: false where there are `maximum` subscriptions already.
  func add(_ subscription: Subscription, maximum: Int) -> Bool {
    state.withLock { state in
      guard state.subscriptions.count < maximum else { return false }
      state.subscriptions[ObjectIdentifier(subscription)] = subscription
      return true
    }
  }

  func remove(_ subscription: Subscription) {
    state.withLock { _ = $0.subscriptions.removeValue(forKey: ObjectIdentifier(subscription)) }
  }

  /// Tells a subscription of each change of a task, until the task has ended or `unwatch`.
  func watch(_ taskID: String, by subscription: Subscription) {
    state.withLock { $0.watchers[taskID, default: [:]][ObjectIdentifier(subscription)] = subscription }
  }

  func unwatch(_ taskIDs: some Sequence<String>, by subscription: Subscription) {
    state.withLock { state in
      for id in taskIDs {
        guard var watchers = state.watchers[id] else { continue }
        watchers[ObjectIdentifier(subscription)] = nil
        state.watchers[id] = watchers.isEmpty ? nil : watchers
      }
    }
  }

  /// A task has ended, and changes no more.
  func forget(_ taskID: String) { state.withLock { _ = $0.watchers.removeValue(forKey: taskID) } }

  func publish(_ change: ServerChange) {
    // Outside the lock, since a subscription may start to deliver at once.
    let all = state.withLock { state in
      if case .task(let id) = change { return state.watchers[id].map { Array($0.values) } ?? [] }
      return Array(state.subscriptions.values)
    }
    for subscription in all { subscription.note(change) }
  }
}
